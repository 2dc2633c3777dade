import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../database/index.js';
import type { Job } from './job.js';
import {
  CLAIM_JOB,
  DUE_JOBS,
  FINISH_JOB,
  LIST_JOBS,
  MAKE_DUE,
  REGISTER_JOBS,
  RENEW_LEASE,
} from './job.sql.js';

export type JobOutcome = 'done' | 'failed' | 'stopped';

export interface JobStateRow {
  name: string;
  due_at: Date | null;
  holder: string | null;
  is_running: boolean;
  /** PostgreSQL's bigint. */
  completed: string;
  set_aside: number;
  last_started_at: Date | null;
  last_finished_at: Date | null;
  last_outcome: JobOutcome | null;
  last_by: string | null;
  last_result: Record<string, number> | null;
  last_error: string | null;
}

/** A job that this process holds. */
export interface Lease {
  name: string;
  fence: string;
}

/** Seconds after which a holder that says nothing has died. */
export const LEASE_SECONDS = 15;

@Injectable()
export class JobRepository {
  constructor(private readonly database: PostgresPool) {}

  async register(jobs: readonly Job[]): Promise<void> {
    await this.database.run(REGISTER_JOBS, [
      jobs.map(({ name }) => name),
      jobs.map(({ everySeconds }) => everySeconds),
    ]);
  }

  async due(names: readonly string[]): Promise<string[]> {
    const rows = await this.database.run<{ name: string }>(DUE_JOBS, [names]);
    return rows.map(({ name }) => name);
  }

  /** @returns undefined if another one was quicker */
  async claim(name: string, holder: string): Promise<Lease | undefined> {
    const values = [name, holder, LEASE_SECONDS];
    const [row] = await this.database.run<{ fence: string }>(CLAIM_JOB, values);
    return row && { name, fence: row.fence };
  }

  /** @returns false if the lease is somebody else's */
  async renew({ name, fence }: Lease): Promise<boolean> {
    const rows = await this.database.run(RENEW_LEASE, [name, fence, LEASE_SECONDS]);
    return rows.length === 1;
  }

  async finish(
    { name, fence }: Lease,
    outcome: JobOutcome,
    { result, error }: { result?: Record<string, number>; error?: string },
    everySeconds: number,
  ): Promise<void> {
    const values = [name, fence, outcome, result, error, everySeconds];
    await this.database.run(FINISH_JOB, values);
  }

  /** @returns false if it is running */
  async makeDue(name: string): Promise<boolean> {
    return (await this.database.run(MAKE_DUE, [name])).length === 1;
  }

  list(names: readonly string[]): Promise<JobStateRow[]> {
    return this.database.run<JobStateRow>(LIST_JOBS, [names]);
  }
}
