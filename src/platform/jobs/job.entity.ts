import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export type JobOutcome = 'done' | 'failed' | 'stopped';

/** A scheduled job: its due time, its holder and its last outcome. */
@Entity('job')
@Check('job_last_outcome_check', `last_outcome in ('done', 'failed', 'stopped')`)
export class JobRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'job_pk' })
  name!: string;

  /** Null: runs only on request. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** When the lease expires, unless its holder renews it. */
  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('text', { nullable: true })
  holder!: string | null;

  /** Counts the leases. An update by a holder has an effect only while no later lease exists. */
  @Column('bigint', { default: 0 })
  fence!: string;

  /** Number of completed occurrences. */
  @Column('bigint', { default: 0 })
  completed!: string;

  @Column('timestamptz', { name: 'last_started_at', nullable: true })
  lastStartedAt!: Date | null;

  @Column('timestamptz', { name: 'last_finished_at', nullable: true })
  lastFinishedAt!: Date | null;

  /** `stopped`: ended early because the process shut down or lost its lease. */
  @Column('text', { name: 'last_outcome', nullable: true })
  lastOutcome!: JobOutcome | null;

  @Column('text', { name: 'last_by', nullable: true })
  lastBy!: string | null;

  @Column('jsonb', { name: 'last_result', nullable: true })
  lastResult!: Record<string, number> | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;
}
