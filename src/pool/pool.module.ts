import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CarrierInboxModule } from '../carrier-inbox/index.js';
import { EventsModule } from '../events/index.js';
import { AddingRepository } from './numbers/adding.repository.js';
import { HeldSync } from './sync/held-sync.entity.js';
import { HeldSyncGauge } from './sync/held-sync-gauge.js';
import { NumberUpdateController } from './sync/number-update.controller.js';
import { NumberUpdateQueue } from './sync/number-update-queue.js';
import { PoolController } from './pools/pool.controller.js';
import { Pool } from './pools/pool.entity.js';
import { PoolRepository } from './pools/pool.repository.js';
import { PoolService } from './pools/pool.service.js';
import { PoolSyncService } from './sync/pool-sync.service.js';
import { RemovalRepository } from './numbers/removal.repository.js';
import { RetirementService } from './sync/retirement.service.js';
import { VirtualNumberController } from './numbers/virtual-number.controller.js';
import { VirtualNumber } from './numbers/virtual-number.entity.js';
import { NumberUpdateService } from './sync/number-update.service.js';
import { VirtualNumberRepository } from './numbers/virtual-number.repository.js';
import { VirtualNumberService } from './numbers/virtual-number.service.js';
import { TimeZoneService } from './pools/time-zone.service.js';
import { VoiceCheckService } from './pools/voice-check.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([HeldSync, Pool, VirtualNumber]),
    EventsModule,
    CarrierInboxModule,
  ],
  controllers: [PoolController, VirtualNumberController, NumberUpdateController],
  providers: [
    PoolService,
    VoiceCheckService,
    TimeZoneService,
    PoolRepository,
    VirtualNumberService,
    VirtualNumberRepository,
    AddingRepository,
    HeldSyncGauge,
    NumberUpdateQueue,
    RemovalRepository,
    RetirementService,
    NumberUpdateService,
    PoolSyncService,
  ],
  exports: [HeldSyncGauge, PoolService, PoolSyncService, TimeZoneService, VirtualNumberService],
})
export class PoolModule {}
