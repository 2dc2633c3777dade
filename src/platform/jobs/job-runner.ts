import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError, isDatabaseUnreachable } from '../errors/index.js';
import { sqlStateOf } from '../database/index.js';
import { jobDuration, jobRuns } from '../observability/index.js';
import { TooManySetAsideError } from './set-aside/item-failure.js';
import type { Job, JobRun } from './job.js';
import { JobRepository, type Lease, LEASE_SECONDS } from './job.repository.js';
import { SetAsideService } from './set-aside/set-aside.service.js';

/** Identifies this process to the operator. */
const LEASE_OWNER = `${hostname()}:${process.pid}`;

/**
 * Milliseconds for which a lease renewal is not repeated between batches; far less than the lease.
 */
const FRESH_MS = 1_000;

/**
 * Rest after a batch, as a fraction of the time that the batch took. Without it a job would occupy
 * a processor of PostgreSQL and delay calls.
 */
const REST = 0.1;
/** Milliseconds. A longer rest is pointless, because a slow batch mostly waited. */
const LONGEST_REST_MS = 100;

/** Claims and runs jobs, and renews their leases while they run. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly jobs: JobRepository,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Runs an occurrence of a job, if it is due and no other replica has claimed it. Never throws.
   */
  async runIfDue(job: Job): Promise<void> {
    if (this.stopping.signal.aborted || this.running.has(job.name)) return;
    const run = this.claimAndRun(job).catch((error: unknown) => {
      this.logger.error(`job ${job.name} could not be claimed or finished: ${describe(error)}`);
    });
    this.running.set(job.name, run);
    await run.finally(() => this.running.delete(job.name));
  }

  /** Stops running jobs at their next batch, and prevents new runs. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running.values());
  }

  private async claimAndRun(job: Job): Promise<void> {
    const lease = await this.jobs.claim(job.name, LEASE_OWNER);
    if (!lease) return;
    const startedAt = performance.now();
    const keeper = new LeaseKeeper(this.jobs, lease, this.stopping.signal);
    try {
      const result = await job.run(keeper);
      const outcome = keeper.signal.aborted ? 'stopped' : 'done';
      jobRuns.inc({ job_name: job.name, outcome });
      await this.jobs.finish(lease, outcome, { result }, job.everySeconds);
      if (result['setAside']) await this.setAsides.measure();
      const took = Math.round(performance.now() - startedAt);
      if (Object.values(result).some((count) => count > 0)) {
        this.logger.log(`job ${job.name} ${outcome} in ${took} ms: ${JSON.stringify(result)}`);
      }
    } catch (error) {
      jobRuns.inc({ job_name: job.name, outcome: 'failed' });
      this.logger.error(`job ${job.name} failed: ${describe(error)}`);
      await this.jobs.finish(lease, 'failed', { error: describe(error) }, job.everySeconds);
    } finally {
      jobDuration.observe({ job_name: job.name }, (performance.now() - startedAt) / 1_000);
      keeper.release();
    }
  }
}

/** Renews a lease while its job runs, and signals the job to stop. */
class LeaseKeeper implements JobRun {
  private readonly lost = new AbortController();
  readonly signal: AbortSignal;
  private readonly timer: NodeJS.Timeout;
  private renewedAt = -Infinity;
  private restedAt = performance.now();
  /** When the next batch may begin, given the minimum durations of the previous ones. */
  private paceAt = -Infinity;

  constructor(
    private readonly jobs: JobRepository,
    private readonly lease: Lease,
    stopping: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stopping, this.lost.signal]);
    // Ignores failures: the database may recover before the lease expires.
    const renew = () => void this.renew().catch(() => undefined);
    this.timer = setInterval(renew, (LEASE_SECONDS * 1000) / 3);
    this.timer.unref();
  }

  /**
   * Rests first. A lease that was renewed a moment ago needs no check, because no other process can
   * have taken it over.
   */
  async shouldContinue(atLeastMs = 0): Promise<boolean> {
    await this.rest(atLeastMs);
    const isFresh = performance.now() - this.renewedAt < FRESH_MS;
    if (!this.signal.aborted && !isFresh) await this.renew();
    return !this.signal.aborted;
  }

  private async rest(atLeastMs: number): Promise<void> {
    const now = performance.now();
    // Compensates for timers that fire a millisecond late, but not for a job that is slower than
    // its pace.
    this.paceAt = Math.max(this.paceAt + atLeastMs, now - 2);
    const rest = Math.max((now - this.restedAt) * REST, this.paceAt - now);
    // Timers cannot wait for less than a millisecond, so small batches share a rest.
    if (rest < 1 || this.signal.aborted) return;
    await delay(Math.min(rest, LONGEST_REST_MS));
    this.restedAt = performance.now();
  }

  release(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    const askedAt = performance.now();
    if (!(await this.jobs.renew(this.lease))) this.lost.abort();
    this.renewedAt = askedAt;
  }
}

/**
 * Describes an error without the message of an unexpected error, which may contain a phone number.
 */
function describe(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  if (error instanceof TooManySetAsideError) return error.message;
  if (isDatabaseUnreachable(error)) return 'database-unreachable';
  return `${(error as Error).name} ${sqlStateOf(error) ?? ''}`.trim();
}
