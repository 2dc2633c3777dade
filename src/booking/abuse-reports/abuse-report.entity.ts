import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Booking } from '../model/booking.entity.js';

/** A party's complaint about a booking. It keeps the booking and its calls from retention. */
@Entity('abuse_report')
@Index('abuse_report_by_booking', ['bookingId'])
@ForeignKey(() => Booking, ['poolId', 'bookingId'], ['poolId', 'id'], {
  name: 'abuse_report_booking_fk',
  onDelete: 'CASCADE',
})
export class AbuseReport {
  /** UUID version 7. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'abuse_report_pk' })
  id!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'abuse_report_pk' })
  poolId!: string;

  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  /** The role of the party that complains. */
  @Column('text', { name: 'reported_by' })
  reportedBy!: string;

  @Column('bytea', { name: 'text_ciphertext' })
  textCiphertext!: Buffer;

  /** Before this time the booking and its calls are not deleted by age. */
  @Column('timestamptz', { name: 'held_until' })
  heldUntil!: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
