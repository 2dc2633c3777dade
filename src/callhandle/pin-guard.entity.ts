import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Wrong PINs of one caller at one number. */
@Entity('pin_guard')
export class PinGuard {
  /** All zero for callers who withhold their number. */
  @PrimaryColumn('bytea', { name: 'caller_index', primaryKeyConstraintName: 'pin_guard_pk' })
  callerIndex!: Buffer;

  @PrimaryColumn('integer', {
    name: 'virtual_number_id',
    primaryKeyConstraintName: 'pin_guard_pk',
  })
  virtualNumberId!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'pin_guard_pk' })
  poolId!: string;

  @Column('integer')
  failures!: number;

  /** When the first of them was entered. */
  @Column('timestamptz')
  since!: Date;
}
