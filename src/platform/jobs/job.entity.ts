import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export type JobOutcome = 'done' | 'failed' | 'stopped';

/** A scheduled job: when it is due, who has it, and what came of it last. */
@Entity('job')
@Check('job_last_outcome_check', `last_outcome in ('done', 'failed', 'stopped')`)
export class JobRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'job_pk' })
  name!: string;

  /** Null: only when it is asked for. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** Whoever runs it has it until then, and longer if it says so in time. */
  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('text', { nullable: true })
  holder!: string | null;

  /** Counts the leases: what a holder says counts only while no later one has been given. */
  @Column('bigint', { default: 0 })
  fence!: string;

  /** Occurrences that were done. */
  @Column('bigint', { default: 0 })
  completed!: string;

  @Column('timestamptz', { name: 'last_started_at', nullable: true })
  lastStartedAt!: Date | null;

  @Column('timestamptz', { name: 'last_finished_at', nullable: true })
  lastFinishedAt!: Date | null;

  /** done, failed, or stopped before the end. */
  @Column('text', { name: 'last_outcome', nullable: true })
  lastOutcome!: JobOutcome | null;

  @Column('text', { name: 'last_by', nullable: true })
  lastBy!: string | null;

  @Column('jsonb', { name: 'last_result', nullable: true })
  lastResult!: Record<string, number> | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;
}
