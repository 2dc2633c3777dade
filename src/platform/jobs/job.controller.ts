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
   * Lists scheduled jobs. When they ran last, by whom, what came of it, and when they are due.
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
   * Lists items that the job set aside. Each failed by its own fault; the job goes on without it.
   * @answers 200 A page of items, the newest first.
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
   * Has the next run of the job try its set-aside items again.
   * @answers 200 How many items that are.
   * @throws JobNotFoundError
   */
  @Post(':name/set-aside/retry')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('jobs:run', { action: 'job.retry-set-aside', isForAllPools: true })
  retrySetAside(@Param('name') name: string): Promise<SetAsideRetryResponse> {
    return this.setAsides.retry(name);
  }
}
