import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobController } from './job.controller.js';
import { JobRow } from './job.entity.js';
import { JobRegistry } from './job-registry.js';
import { JobRepository } from './job.repository.js';
import { JobRunner } from './job-runner.js';
import { JobSchedule } from './job-schedule.js';
import { JobService } from './job.service.js';

/** Every module enters its jobs into the registry. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot(), TypeOrmModule.forFeature([JobRow])],
  controllers: [JobController],
  providers: [JobRegistry, JobRepository, JobRunner, JobSchedule, JobService],
  exports: [JobRegistry, JobService],
})
export class JobsModule {}
