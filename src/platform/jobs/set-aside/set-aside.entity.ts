import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An item that a job could not process. Later runs skip it until it is due again. */
@Entity('job_set_aside')
export class JobSetAsideRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'job_set_aside_pk' })
  job!: string;

  /** Kind and id, for example `booking:<uuid>`; never a phone number or client-supplied text. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'job_set_aside_pk' })
  item!: string;

  /** Class, code and constraint of the error, without values. */
  @Column('text')
  reason!: string;

  @Column('integer', { default: 1 })
  times!: number;

  @Column('timestamptz', { name: 'first_at', default: () => 'now()' })
  firstAt!: Date;

  @Column('timestamptz', { name: 'last_at', default: () => 'now()' })
  lastAt!: Date;

  @Column('timestamptz', { name: 'next_try_at' })
  nextTryAt!: Date;

  /** Time of the last log warning about the item. */
  @Column('timestamptz', { name: 'warned_at', default: () => 'now()' })
  warnedAt!: Date;
}
