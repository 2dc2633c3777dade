import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** When a person last got a text about a missed call from a virtual number. */
@Entity('missed_call_guard')
@Index('missed_call_guard_by_time', ['textedAt'])
export class MissedCallGuard {
  @PrimaryColumn('bytea', {
    name: 'person_index',
    primaryKeyConstraintName: 'missed_call_guard_pk',
  })
  personIndex!: Buffer;

  @PrimaryColumn('integer', {
    name: 'virtual_number_id',
    primaryKeyConstraintName: 'missed_call_guard_pk',
  })
  virtualNumberId!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'missed_call_guard_pk' })
  poolId!: string;

  @Column('timestamptz', { name: 'texted_at' })
  textedAt!: Date;
}
