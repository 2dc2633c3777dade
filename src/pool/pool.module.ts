import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/index.js';
import { PoolController } from './pool.controller.js';
import { Pool } from './pool.entity.js';
import { PoolRepository } from './pool.repository.js';
import { PoolService } from './pool.service.js';
import { PoolSyncService } from './pool-sync.service.js';
import { PoolSyncTask } from './pool-sync.task.js';
import { VirtualNumberController } from './virtual-number.controller.js';
import { VirtualNumber } from './virtual-number.entity.js';
import { VirtualNumberNewsService } from './virtual-number-news.service.js';
import { VirtualNumberRepository } from './virtual-number.repository.js';
import { VirtualNumberService } from './virtual-number.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Pool, VirtualNumber]), EventsModule],
  controllers: [PoolController, VirtualNumberController],
  providers: [
    PoolService,
    PoolRepository,
    VirtualNumberService,
    VirtualNumberRepository,
    VirtualNumberNewsService,
    PoolSyncService,
    PoolSyncTask,
  ],
  exports: [PoolService, PoolSyncService, VirtualNumberService, VirtualNumberNewsService],
})
export class PoolModule {}
