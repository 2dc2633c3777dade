import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Booking } from '../model/booking.entity.js';

/**
 * A route: a call from this caller to this virtual number reaches this callee, for one booking. The
 * primary key makes conflicting routes impossible.
 */
@Entity('route')
@Index('route_by_reuse', { synchronize: false })
@Index('route_by_booking', ['bookingId'])
@ForeignKey(() => Booking, ['poolId', 'bookingId'], ['poolId', 'id'], {
  name: 'route_booking_fk',
  onDelete: 'CASCADE',
})
@Check('route_index_check', 'octet_length(caller_index) = 32 and octet_length(callee_index) = 32')
@Check('route_callee_check', '(callee_ciphertext is null) = (callee_index is null)')
@Check('route_callee_role_check', 'callee_role is not null or callee_index is null')
@Check('route_times_check', 'reuse_after >= callable_until')
export class Route {
  @PrimaryColumn('bytea', { name: 'caller_index', primaryKeyConstraintName: 'route_pk' })
  callerIndex!: Buffer;

  @PrimaryColumn('integer', { name: 'virtual_number_id', primaryKeyConstraintName: 'route_pk' })
  virtualNumberId!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'route_pk' })
  poolId!: string;

  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  @Column('text', { name: 'caller_role' })
  callerRole!: string;

  /** Null: the other party has not joined yet. */
  @Column('text', { name: 'callee_role', nullable: true })
  calleeRole!: string | null;

  /**
   * Null: the callee was erased, or has not joined yet. The route no longer connects calls, but still reserves the virtual
   * number for its caller.
   */
  @Column('bytea', { name: 'callee_index', nullable: true })
  calleeIndex!: Buffer | null;

  /**
   * Encrypted with the booking, the virtual number and the caller's index as associated data (AAD).
   */
  @Column('bytea', { name: 'callee_ciphertext', nullable: true })
  calleeCiphertext!: Buffer | null;

  /**
   * The virtual number that the callee sees: the callee's own one, so that it can call back. Null:
   * the booking's shared number.
   */
  @Column('integer', { name: 'caller_id_number_id', nullable: true })
  callerIdNumberId!: number | null;

  @Column('timestamptz', { name: 'assigned_at' })
  assignedAt!: Date;

  /** Calls connect from this time of the database clock on; null: from the beginning. */
  @Column('timestamptz', { name: 'callable_from', nullable: true })
  callableFrom!: Date | null;

  /** Calls connect before this time of the database clock, and not after it. */
  @Column('timestamptz', { name: 'callable_until' })
  callableUntil!: Date;

  /** From this time on, another booking may take over the route. */
  @Column('timestamptz', { name: 'reuse_after' })
  reuseAfter!: Date;
}
