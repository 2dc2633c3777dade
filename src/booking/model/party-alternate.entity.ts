import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Party } from './party.entity.js';

/**
 * An alternate phone number of a party. Calls from it are recognised; calls to the party go to its
 * first number.
 */
@Entity('party_alternate')
@Index('party_alternate_by_phone', { synchronize: false })
@ForeignKey(() => Party, ['poolId', 'bookingId', 'role'], ['poolId', 'bookingId', 'role'], {
  name: 'party_alternate_party_fk',
  onDelete: 'CASCADE',
})
export class PartyAlternate {
  @PrimaryColumn('uuid', { name: 'booking_id', primaryKeyConstraintName: 'party_alternate_pk' })
  bookingId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'party_alternate_pk' })
  role!: string;

  /** 1 or 2. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'party_alternate_pk' })
  position!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'party_alternate_pk' })
  poolId!: string;

  @Column('bytea', { name: 'number_ciphertext' })
  numberCiphertext!: Buffer;

  @Column('bytea', { name: 'number_index' })
  numberIndex!: Buffer;
}
