import { Controller, Get, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import type { Page } from '../common/index.js';
import { ApiKeyGuard, RequiredScope } from '../security/index.js';
import { type JobAnswer, JobService } from './job.service.js';

@Controller('v1/jobs')
@UseGuards(ApiKeyGuard)
export class JobController {
  constructor(private readonly jobs: JobService) {}

  /**
   * Lists scheduled jobs. When they ran last, by whom, what came of it, and when they are due.
   * @answers 200 All jobs; there is no next page.
   */
  @Get()
  @RequiredScope('jobs:run', { isForAllPools: true })
  async list(): Promise<Page<JobAnswer>> {
    return { items: await this.jobs.list(), nextCursor: null };
  }

  /**
   * Runs a job now.
   * @answers 202 The job, which is due now.
   * @throws JobNotFoundError, JobRunningError
   */
  @Post(':name/run')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequiredScope('jobs:run', { action: 'job.run', isForAllPools: true })
  run(@Param('name') name: string) {
    return this.jobs.runNow(name);
  }
}
