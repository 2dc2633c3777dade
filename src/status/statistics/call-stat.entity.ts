import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An hour whose calls have been counted. */
@Entity('call_stat_hour')
export class CallStatHour {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'call_stat_hour_pk' })
  hour!: Date;

  @Column('timestamptz', { name: 'counted_at', default: () => 'now()' })
  countedAt!: Date;

  /** Some of its calls have been deleted since, so it cannot be recounted. */
  @Column('boolean', { name: 'is_partial', default: false })
  isPartial!: boolean;
}

/** An hour for which a report arrived after it may have been counted; the job recounts it. */
@Entity('call_stat_recount')
export class CallStatRecount {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'call_stat_recount_pk' })
  hour!: Date;
}

/** Sums of the calls of a closed hour, by pool, number and outcome. */
@Entity('call_stat')
@ForeignKey(() => CallStatHour, ['hour'], ['hour'], {
  name: 'call_stat_hour_fk',
  onDelete: 'CASCADE',
})
export class CallStat {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'call_stat_pk' })
  hour!: Date;

  /** Empty if the dialled number is unknown. */
  @PrimaryColumn('text', { name: 'virtual_number', primaryKeyConstraintName: 'call_stat_pk' })
  virtualNumber!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'call_stat_pk' })
  outcome!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'call_stat_pk' })
  poolId!: string;

  @Column('integer')
  calls!: number;

  @Column('bigint', { name: 'talk_seconds' })
  talkSeconds!: string;

  @Column('double precision', { name: 'mos_sum' })
  mosSum!: number;

  /** Number of calls with a known quality. */
  @Column('integer', { name: 'mos_calls' })
  mosCalls!: number;
}
