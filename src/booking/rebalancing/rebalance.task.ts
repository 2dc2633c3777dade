import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Job, JobRegistry, type JobRun } from '../../jobs/index.js';
import { RebalanceService } from './rebalance.service.js';

@Injectable()
export class RebalanceTask implements Job {
  readonly name = 'pool-rebalance';
  readonly everySeconds: number;

  constructor(
    settings: Settings,
    jobs: JobRegistry,
    private readonly service: RebalanceService,
  ) {
    this.everySeconds = settings.jobSeconds['pool-rebalance'];
    jobs.add(this);
  }

  run(run: JobRun) {
    return this.service.run(run);
  }
}
