import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Settings } from '../config/index.js';
import { JobRegistry } from './job-registry.js';
import { JobRepository } from './job.repository.js';
import { JobRunner } from './job-runner.js';
import { SetAsideService } from './set-aside/set-aside.service.js';

/** Milliseconds between two checks for due jobs. */
const TICK_MS = 1_000;
/** Milliseconds between two counts of set-aside items. */
const MEASURE_MS = 60_000;

/**
 * Starts due jobs, with a check every second. `@nestjs/schedule` does not coordinate replicas, so
 * the due times and the leases are in the database.
 */
@Injectable()
export class JobSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobSchedule.name);
  private isOn = false;
  private isLooking = false;

  constructor(
    private readonly settings: Settings,
    private readonly registry: JobRegistry,
    private readonly jobs: JobRepository,
    private readonly runner: JobRunner,
    private readonly setAsides: SetAsideService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.register(this.registry.all());
    this.isOn = this.settings.jobsEnabled;
  }

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    if (!this.isOn || this.isLooking) return;
    this.isLooking = true;
    try {
      const due = await this.jobs.due(this.registry.all().map(({ name }) => name));
      for (const name of due) void this.runner.runIfDue(this.registry.get(name)!);
    } catch {
      this.logger.warn('due jobs could not be read from the database');
    } finally {
      this.isLooking = false;
    }
  }

  /** Updates the gauge on every replica, because each serves `/metrics`. */
  @Interval(MEASURE_MS)
  async measure(): Promise<void> {
    await this.setAsides.measure();
  }

  /** Stops jobs before the database connections are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOn = false;
    await this.runner.stop();
  }
}
