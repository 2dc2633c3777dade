import {
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { type Page, PageQuery } from '../rest/index.js';
import { ApiKeyGuard, RequiredScope } from '../security/index.js';
import { type JobResponse, JobService } from './job.service.js';
import {
  type SetAsideResponse,
  type SetAsideRetryResponse,
  SetAsideService,
} from './set-aside/set-aside.service.js';

@Controller('v1/jobs')
@UseGuards(ApiKeyGuard)
export class JobController {
  constructor(
    private readonly jobs: JobService,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Lists scheduled jobs. Shows the last run of each, with its replica and outcome, and when it is
   * due next.
   * @answers 200 All jobs; there is no next page.
   */
  @Get()
  @RequiredScope('jobs:run', { isForAllPools: true })
  async list(): Promise<Page<JobResponse>> {
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

  /**
   * Lists the set-aside items of a job. Each failed because of its own data; the job skips it.
   * @answers 200 A page of items, newest first.
   * @throws JobNotFoundError, InvalidCursorError
   */
  @Get(':name/set-aside')
  @RequiredScope('jobs:run', { isForAllPools: true, isWide: true })
  listSetAside(
    @Param('name') name: string,
    @Query() query: PageQuery,
  ): Promise<Page<SetAsideResponse>> {
    return this.setAsides.list(name, query);
  }

  /**
   * Retries the set-aside items of a job in its next run.
   * @answers 200 The number of items to be retried.
   * @throws JobNotFoundError
   */
  @Post(':name/set-aside/retry')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('jobs:run', { action: 'job.retry-set-aside', isForAllPools: true })
  retrySetAside(@Param('name') name: string): Promise<SetAsideRetryResponse> {
    return this.setAsides.retry(name);
  }
}
