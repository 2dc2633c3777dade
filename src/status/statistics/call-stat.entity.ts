import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An hour whose calls have been counted. */
@Entity('call_stat_hour')
export class CallStatHour {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'call_stat_hour_pk' })
  hour!: Date;

  @Column('timestamptz', { name: 'counted_at', default: () => 'now()' })
  countedAt!: Date;

  /** Some of its calls have been deleted since: it cannot be counted again. */
  @Column('boolean', { name: 'is_partial', default: false })
  isPartial!: boolean;
}

/** An hour of which a report came when it may have been counted: it is counted again. */
@Entity('call_stat_recount')
export class CallStatRecount {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'call_stat_recount_pk' })
  hour!: Date;
}

/** The calls of an hour that is over: by number and outcome. */
@Entity('call_stat')
@ForeignKey(() => CallStatHour, ['hour'], ['hour'], {
  name: 'call_stat_hour_fk',
  onDelete: 'CASCADE',
})
export class CallStat {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'call_stat_pk' })
  hour!: Date;

  /** Empty: no number was dialled that could be read. */
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

  /** Calls whose quality is known. */
  @Column('integer', { name: 'mos_calls' })
  mosCalls!: number;
}
