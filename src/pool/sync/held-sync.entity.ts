import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Pool } from '../pools/pool.entity.js';

/** Where a list of numbers came from: 8x8's API, or a VNU that has all of them. */
export type SyncSource = 'list' | 'snapshot';

/**
 * A list that would retire most numbers of a pool, and waits for an operator. Which numbers these are
 * is not stored: those that 8x8 has not named since `seenSince`. They only become fewer, so confirming it
 * retires no number that was not among those that were counted.
 */
@Entity('held_sync')
@Check('held_sync_source_check', `source in ('list', 'snapshot')`)
export class HeldSync {
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'held_sync_pk' })
  @ForeignKey(() => Pool, { name: 'held_sync_pool_fk', onDelete: 'CASCADE' })
  poolId!: string;

  /** Another one whenever it would retire other numbers. */
  @Column('uuid')
  id!: string;

  @Column('timestamptz', { name: 'held_at', default: () => 'now()' })
  heldAt!: Date;

  @Column('text')
  source!: SyncSource;

  /** As of when the list is: what was said of a number later counts more. */
  @Column('timestamptz', { name: 'as_of' })
  asOf!: Date;

  /** Numbers that 8x8 has named since then are not missing. */
  @Column('timestamptz', { name: 'seen_since' })
  seenSince!: Date;

  @Column('integer', { name: 'would_retire' })
  wouldRetire!: number;

  /** Numbers of the pool that were not Inactive. */
  @Column('integer', { name: 'numbers' })
  numbers!: number;
}
