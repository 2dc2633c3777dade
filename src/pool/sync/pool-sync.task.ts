import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Job, JobRegistry, type JobRun } from '../../jobs/index.js';
import { PoolSyncService } from './pool-sync.service.js';

@Injectable()
export class PoolSyncTask implements Job {
  readonly name = 'pool-sync';
  readonly everySeconds: number;

  constructor(
    settings: Settings,
    jobs: JobRegistry,
    private readonly service: PoolSyncService,
  ) {
    this.everySeconds = settings.jobSeconds['pool-sync'];
    jobs.add(this);
  }

  run(run: JobRun) {
    return this.service.run(run);
  }
}
