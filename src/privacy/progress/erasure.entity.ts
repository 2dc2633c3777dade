import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ErasureCounts } from './erasure-counts.js';

/** An erasure of a phone number, which is not part of the record. */
@Entity('erasure')
@Index('erasure_by_time', ['begunAt'])
export class Erasure {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'erasure_pk' })
  id!: string;

  /** The beginning of the key that requested it, or `bootstrap`. */
  @Column('text')
  actor!: string;

  /** Data stored before this time is erased. */
  @Column('timestamptz', { name: 'begun_at' })
  begunAt!: Date;

  /** What is being erased; null before the first step and after the last one. */
  @Column('text', { nullable: true })
  step!: string | null;

  @Column('smallint', { name: 'steps_done', default: 0 })
  stepsDone!: number;

  @Column('timestamptz', { name: 'step_begun_at', default: () => 'now()' })
  stepBegunAt!: Date;

  /** How much was erased, by kind, so far. */
  @Column('jsonb', { default: {} })
  counts!: Partial<ErasureCounts>;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** The code of the error that ended it. */
  @Column('text', { nullable: true })
  code!: string | null;
}
