import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Failure count: wrong PINs of one caller at one number or in a whole pool, or of all callers at
 * one number.
 */
@Entity('pin_guard')
export class PinGuard {
  /** All zeros for callers who withhold their number, all ones for all callers together. */
  @PrimaryColumn('bytea', { name: 'caller_index', primaryKeyConstraintName: 'pin_guard_pk' })
  callerIndex!: Buffer;

  /** 0 isStillConnected for the whole pool. */
  @PrimaryColumn('integer', {
    name: 'virtual_number_id',
    primaryKeyConstraintName: 'pin_guard_pk',
  })
  virtualNumberId!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'pin_guard_pk' })
  poolId!: string;

  @Column('integer')
  failures!: number;

  /**
   * Time of the last failure; of the first one in the counts of a whole pool and of all callers.
   */
  @Column('timestamptz')
  since!: Date;
}
