import { Controller, Get, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from '../security/index.js';
import { JobService } from './job.service.js';

@Controller('v1/jobs')
@UseGuards(ApiKeyGuard)
export class JobController {
  constructor(private readonly jobs: JobService) {}

  @Get()
  async list() {
    return { items: await this.jobs.list(), nextCursor: null };
  }

  @Post(':name/run')
  @HttpCode(HttpStatus.ACCEPTED)
  run(@Param('name') name: string) {
    return this.jobs.runNow(name);
  }
}
