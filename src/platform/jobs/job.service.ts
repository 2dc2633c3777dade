import { Injectable } from '@nestjs/common';
import type { Integer } from '../values/index.js';
import { Settings } from '../config/index.js';
import { JobRegistry } from './job-registry.js';
import { JobRepository, type JobStateRow } from './job.repository.js';
import { JobNotFoundError, JobRunningError } from './job.errors.js';
import { JobRunner } from './job-runner.js';

export interface JobResponse {
  name: string;
  /** 0: only when it is asked for. */
  everySeconds: Integer;
  isRunning: boolean;
  /** Which replica runs it. */
  runningOn: string | null;
  nextRunAt: Date | null;
  /** Occurrences that were done. */
  completed: Integer;
  /** Items that the job could not do, and goes on without. */
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

/** What an operator sees and does of the jobs. */
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
   * Makes a job due now, and starts it here unless another replica is quicker, or this one runs no
   * jobs; it does not wait for the end.
   * @throws JobNotFoundError, JobRunningError
   */
  async runNow(name: string): Promise<JobResponse> {
    const job = this.registry.get(name);
    if (!job) throw new JobNotFoundError();
    if (!(await this.jobs.makeDue(name))) throw new JobRunningError();
    // A replica that leaves jobs to others leaves this one to them too.
    if (this.settings.jobsEnabled) void this.runner.runIfDue(job);
    const [row] = await this.jobs.list([name]);
    return this.toResponse(row!);
  }

  /** Makes a job due now, if there is one that is not running. */
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
