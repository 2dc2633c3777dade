import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Job, JobRegistry, type JobRun } from '../../jobs/index.js';
import { CallStatsService } from './call-stats.service.js';

@Injectable()
export class CallStatsTask implements Job {
  readonly name = 'call-stats';
  readonly everySeconds: number;

  constructor(
    settings: Settings,
    jobs: JobRegistry,
    private readonly service: CallStatsService,
  ) {
    this.everySeconds = settings.jobSeconds['call-stats'];
    jobs.add(this);
  }

  run(run: JobRun) {
    return this.service.run(run);
  }
}
