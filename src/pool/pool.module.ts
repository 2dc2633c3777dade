import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/index.js';
import { AddingRepository } from './adding.repository.js';
import { HeldSync } from './held-sync.entity.js';
import { HeldSyncGauge } from './held-sync-gauge.js';
import { NumberUpdateQueue } from './number-update-queue.js';
import { PoolController } from './pool.controller.js';
import { Pool } from './pool.entity.js';
import { PoolRepository } from './pool.repository.js';
import { PoolService } from './pool.service.js';
import { PoolSyncService } from './pool-sync.service.js';
import { PoolSyncTask } from './pool-sync.task.js';
import { RemovalRepository } from './removal.repository.js';
import { RetirementService } from './retirement.service.js';
import { VirtualNumberController } from './virtual-number.controller.js';
import { VirtualNumber } from './virtual-number.entity.js';
import { VirtualNumberNewsService } from './virtual-number-news.service.js';
import { VirtualNumberRepository } from './virtual-number.repository.js';
import { VirtualNumberService } from './virtual-number.service.js';
import { VoiceCheckService } from './voice-check.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([HeldSync, Pool, VirtualNumber]), EventsModule],
  controllers: [PoolController, VirtualNumberController],
  providers: [
    PoolService,
    VoiceCheckService,
    PoolRepository,
    VirtualNumberService,
    VirtualNumberRepository,
    AddingRepository,
    HeldSyncGauge,
    NumberUpdateQueue,
    RemovalRepository,
    RetirementService,
    VirtualNumberNewsService,
    PoolSyncService,
    PoolSyncTask,
  ],
  exports: [
    HeldSyncGauge,
    PoolService,
    PoolSyncService,
    VirtualNumberService,
    VirtualNumberNewsService,
  ],
})
export class PoolModule {}
