import { Controller, Get, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import { ApiKeyGuard, RequiredScope } from '../security/index.js';
import { JobService } from './job.service.js';

@Controller('v1/jobs')
@UseGuards(ApiKeyGuard)
export class JobController {
  constructor(private readonly jobs: JobService) {}

  @Get()
  @RequiredScope('jobs:run', { isForAllPools: true })
  async list() {
    return { items: await this.jobs.list(), nextCursor: null };
  }

  @Post(':name/run')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequiredScope('jobs:run', { action: 'job.run', isForAllPools: true })
  run(@Param('name') name: string) {
    return this.jobs.runNow(name);
  }
}
