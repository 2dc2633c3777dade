import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Booking } from './booking.entity.js';

/** One side of a booking. */
@Entity('party')
@Index('party_by_phone', { synchronize: false })
@Check('party_number_check', '(number_ciphertext is null) = (number_index is null)')
@ForeignKey(() => Booking, ['poolId', 'bookingId'], ['poolId', 'id'], {
  name: 'party_booking_fk',
  onDelete: 'CASCADE',
})
export class Party {
  @PrimaryColumn('uuid', { name: 'booking_id', primaryKeyConstraintName: 'party_pk' })
  bookingId!: string;

  /** Chosen by the client, such as `rider` or `driver`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'party_pk' })
  role!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'party_pk' })
  poolId!: string;

  /** 0 or 1: the position in the client's request. */
  @Column('smallint')
  position!: number;

  /** Null: the number was erased, after the booking had ended. */
  @Column('bytea', { name: 'number_ciphertext', nullable: true })
  numberCiphertext!: Buffer | null;

  @Column('bytea', { name: 'number_index', nullable: true })
  numberIndex!: Buffer | null;

  /** Language in which the party hears messages, BCP 47; null: unknown. */
  @Column('text', { nullable: true })
  language!: string | null;

  /** Null unless the pool has `partyPin`. */
  @Column('bytea', { name: 'pin_ciphertext', nullable: true })
  pinCiphertext!: Buffer | null;
}
