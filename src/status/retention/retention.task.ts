import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Job, JobRegistry, type JobRun } from '../../jobs/index.js';
import { RetentionService } from './retention.service.js';

@Injectable()
export class RetentionTask implements Job {
  readonly name = 'retention';
  readonly everySeconds: number;

  constructor(
    settings: Settings,
    jobs: JobRegistry,
    private readonly service: RetentionService,
  ) {
    this.everySeconds = settings.jobSeconds.retention;
    jobs.add(this);
  }

  run(run: JobRun) {
    return this.service.run(run);
  }
}
