import { Injectable } from '@nestjs/common';
import type { Integer } from '../values/index.js';
import { Settings } from '../config/index.js';
import { JobRegistry } from './job-registry.js';
import { JobRepository, type JobStateRow } from './job.repository.js';
import { JobNotFoundError, JobRunningError } from './job.errors.js';
import { JobRunner } from './job-runner.js';

export interface JobResponse {
  name: string;
  /** Interval in seconds; 0: runs only on request. */
  everySeconds: Integer;
  isRunning: boolean;
  /** The replica that runs the job. */
  runningOn: string | null;
  nextRunAt: Date | null;
  /** Completed occurrences. */
  completed: Integer;
  /** Number of items that the job could not process and skips. */
  setAside: Integer;
  lastRun: {
    outcome: string;
    on: string | null;
    startedAt: Date | null;
    finishedAt: Date | null;
    tookMs: number | null;
    result: Record<string, number> | null;
    error: string | null;
  } | null;
}

/** Lists jobs and runs them on request of an operator. */
@Injectable()
export class JobService {
  constructor(
    private readonly registry: JobRegistry,
    private readonly jobs: JobRepository,
    private readonly runner: JobRunner,
    private readonly settings: Settings,
  ) {}

  async list(): Promise<JobResponse[]> {
    const rows = await this.jobs.list(this.registry.all().map(({ name }) => name));
    return rows.map((row) => this.toResponse(row));
  }

  /**
   * Makes a job due now. Starts it here, unless another replica is faster or this one runs no jobs.
   * Does not wait for its end.
   * @throws JobNotFoundError, JobRunningError
   */
  async runNow(name: string): Promise<JobResponse> {
    const job = this.registry.get(name);
    if (!job) throw new JobNotFoundError();
    if (!(await this.jobs.makeDue(name))) throw new JobRunningError();
    // With jobs disabled here, another replica runs it.
    if (this.settings.jobsEnabled) void this.runner.runIfDue(job);
    const [row] = await this.jobs.list([name]);
    return this.toResponse(row!);
  }

  /** Makes a job due now, unless it is running. */
  async runSoon(name: string): Promise<void> {
    await this.jobs.makeDue(name);
  }

  private toResponse(row: JobStateRow): JobResponse {
    const { last_started_at: startedAt, last_finished_at: finishedAt, last_outcome } = row;
    return {
      name: row.name,
      everySeconds: this.registry.get(row.name)?.everySeconds ?? 0,
      isRunning: row.is_running,
      runningOn: row.is_running ? row.holder : null,
      nextRunAt: row.due_at,
      completed: Number(row.completed),
      setAside: row.set_aside,
      lastRun:
        last_outcome === null
          ? null
          : {
              outcome: last_outcome,
              on: row.last_by,
              startedAt: row.is_running ? null : startedAt,
              finishedAt,
              tookMs:
                !row.is_running && startedAt && finishedAt
                  ? finishedAt.getTime() - startedAt.getTime()
                  : null,
              result: row.last_result,
              error: row.last_error,
            },
    };
  }
}
