import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../database/index.js';
import type { JobOutcome, JobRow } from './job.entity.js';
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

export type JobStateRow = RowOf<JobRow> & { is_running: boolean; set_aside: number };

/** A job claimed by this process. */
export interface Lease {
  name: string;
  fence: string;
}

/** Seconds after which a holder that does not renew its lease counts as dead. */
export const LEASE_SECONDS = 15;

@Injectable()
export class JobRepository {
  constructor(private readonly database: PostgresPool) {}

  async register(jobs: readonly Job[]): Promise<void> {
    await this.database.run(REGISTER_JOBS({ jobs }));
  }

  async due(names: readonly string[]): Promise<string[]> {
    const rows = await this.database.run<{ name: string }>(DUE_JOBS({ names }));
    return rows.map(({ name }) => name);
  }

  /** Claims a job. @returns undefined if another process was faster */
  async claim(name: string, holder: string): Promise<Lease | undefined> {
    const query = CLAIM_JOB({ name, holder, leaseSeconds: LEASE_SECONDS });
    const [row] = await this.database.run<{ fence: string }>(query);
    return row && { name, fence: row.fence };
  }

  /** Renews a lease. @returns false if another process has taken it over */
  async renew({ name, fence }: Lease): Promise<boolean> {
    const query = RENEW_LEASE({ name, fence, leaseSeconds: LEASE_SECONDS });
    return (await this.database.run(query)).length === 1;
  }

  async finish(
    { name, fence }: Lease,
    outcome: JobOutcome,
    { result, error }: { result?: Record<string, number>; error?: string },
    everySeconds: number,
  ): Promise<void> {
    await this.database.run(FINISH_JOB({ name, fence, outcome, result, error, everySeconds }));
  }

  /** Makes a job due now. @returns false if it is running */
  async makeDue(name: string): Promise<boolean> {
    return (await this.database.run(MAKE_DUE({ name }))).length === 1;
  }

  list(names: readonly string[]): Promise<JobStateRow[]> {
    return this.database.run<JobStateRow>(LIST_JOBS({ names }));
  }
}
