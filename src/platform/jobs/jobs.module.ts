import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobController } from './job.controller.js';
import { JobRow } from './job.entity.js';
import { JobRegistry } from './job-registry.js';
import { JobRepository } from './job.repository.js';
import { JobRunner } from './job-runner.js';
import { JobSchedule } from './job-schedule.js';
import { JobService } from './job.service.js';
import { JobSetAsideRow } from './set-aside/set-aside.entity.js';
import { RetentionService } from './retention/retention.service.js';
import { SetAsideRepository } from './set-aside/set-aside.repository.js';
import { SetAsideService } from './set-aside/set-aside.service.js';

/** Runs jobs. Other modules declare their jobs with `@ScheduledJob`. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    ScheduleModule.forRoot(),
    TypeOrmModule.forFeature([JobRow, JobSetAsideRow]),
  ],
  controllers: [JobController],
  providers: [
    JobRegistry,
    JobRepository,
    JobRunner,
    JobSchedule,
    JobService,
    RetentionService,
    SetAsideRepository,
    SetAsideService,
  ],
  exports: [JobRegistry, JobService, SetAsideService],
})
export class JobsModule {}
