import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A person who may not reach another person, or anybody. During a key rotation a block has one row
 * for each key, like a route (ADR 12); each row is encrypted with the key of its indexes.
 */
@Entity('block')
@Index('block_by_id', ['id'])
@Check(
  'block_index_check',
  'octet_length(blocked_index) = 32 and octet_length(blocked_from_index) = 32',
)
export class Block {
  @PrimaryColumn('bytea', { name: 'blocked_index', primaryKeyConstraintName: 'block_pk' })
  blockedIndex!: Buffer;

  /** `ANYBODY`: the person may not reach anybody. */
  @PrimaryColumn('bytea', { name: 'blocked_from_index', primaryKeyConstraintName: 'block_pk' })
  blockedFromIndex!: Buffer;

  /** `EVERY_POOL`: the block holds in every pool. */
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'block_pk' })
  poolId!: string;

  /** UUID version 7. The same in all rows of the block. */
  @Column('uuid')
  id!: string;

  @Column('bytea', { name: 'blocked_ciphertext' })
  blockedCiphertext!: Buffer;

  /** Null: the person may not reach anybody. */
  @Column('bytea', { name: 'blocked_from_ciphertext', nullable: true })
  blockedFromCiphertext!: Buffer | null;

  @Column('bytea', { name: 'reason_ciphertext', nullable: true })
  reasonCiphertext!: Buffer | null;

  /** Null: the block has no end. */
  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
