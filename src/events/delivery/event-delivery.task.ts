import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Job, JobRegistry, type JobRun } from '../../jobs/index.js';
import { EventDeliveryService } from './event-delivery.service.js';

@Injectable()
export class EventDeliveryTask implements Job {
  readonly name = 'events';
  readonly everySeconds: number;

  constructor(
    settings: Settings,
    jobs: JobRegistry,
    private readonly service: EventDeliveryService,
  ) {
    this.everySeconds = settings.jobSeconds.events;
    jobs.add(this);
  }

  async run(run: JobRun) {
    const { delivered, failed, dead, setAside } = await this.service.deliverDue(run.signal);
    return { delivered, failed, dead, setAside };
  }
}
