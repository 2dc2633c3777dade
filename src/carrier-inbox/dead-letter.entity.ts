import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A malformed message of 8x8, kept for the operator. */
@Entity('dead_letter')
@Index('dead_letter_by_time', ['lastReceivedAt'])
export class DeadLetter {
  /** Keyed digest of the content without its numbers, by which a repeated message is counted. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'dead_letter_pk' })
  digest!: Buffer;

  /** VCS, VSS, VRU, VNU or SMS. */
  @Column('text')
  type!: string;

  @Column('text')
  reason!: string;

  /** Anything that looks like a phone number is masked. */
  @Column('bytea', { name: 'content_ciphertext' })
  contentCiphertext!: Buffer;

  @Column('integer', { default: 1 })
  times!: number;

  @Column('timestamptz', { name: 'first_received_at', default: () => 'now()' })
  firstReceivedAt!: Date;

  @Column('timestamptz', { name: 'last_received_at', default: () => 'now()' })
  lastReceivedAt!: Date;
}
