import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Job, JobRegistry, type JobRun } from '../../jobs/index.js';
import { ExpiryService } from './expiry.service.js';

@Injectable()
export class ExpiryTask implements Job {
  readonly name = 'booking-expiry';
  readonly everySeconds: number;

  constructor(
    settings: Settings,
    jobs: JobRegistry,
    private readonly service: ExpiryService,
  ) {
    this.everySeconds = settings.jobSeconds['booking-expiry'];
    jobs.add(this);
  }

  run(run: JobRun) {
    return this.service.run(run);
  }
}
