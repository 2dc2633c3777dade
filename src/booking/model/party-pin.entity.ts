import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Booking } from './booking.entity.js';

/** A PIN that identifies a caller, on one virtual number, as a party of a booking. */
@Entity('party_pin')
@Index('party_pin_by_booking', ['bookingId'])
@ForeignKey(() => Booking, ['poolId', 'bookingId'], ['poolId', 'id'], {
  name: 'party_pin_booking_fk',
  onDelete: 'CASCADE',
})
export class PartyPin {
  /** Blind index of the PIN. It differs between virtual numbers for the same PIN. */
  @PrimaryColumn('bytea', { name: 'pin_index', primaryKeyConstraintName: 'party_pin_pk' })
  pinIndex!: Buffer;

  @PrimaryColumn('integer', { name: 'virtual_number_id', primaryKeyConstraintName: 'party_pin_pk' })
  virtualNumberId!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'party_pin_pk' })
  poolId!: string;

  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  @Column('text')
  role!: string;
}
