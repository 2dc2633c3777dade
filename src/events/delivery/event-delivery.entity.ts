import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OutboxEvent } from '../outbox/outbox-event.entity.js';

/** `dead`: no more attempts follow, unless a client requests a redelivery. */
export type DeliveryStatus = 'pending' | 'delivered' | 'dead';

/** The delivery of one event to one event subscription. Deleting the subscription stops it. */
@Entity('event_delivery')
@ForeignKey(() => OutboxEvent, ['poolId', 'eventId'], ['poolId', 'id'], {
  name: 'event_delivery_event_fk',
  onDelete: 'CASCADE',
})
@Index('event_delivery_due', ['subscriptionId', 'dueAt', 'eventId'], {
  where: `status = 'pending'`,
})
@Index('event_delivery_in_order', ['bookingId', 'subscriptionId', 'eventId'], {
  where: `status = 'pending' and booking_id is not null`,
})
@Check('event_delivery_status_check', `status in ('pending', 'delivered', 'dead')`)
export class EventDelivery {
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'event_delivery_pk' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'subscription_id', primaryKeyConstraintName: 'event_delivery_pk' })
  subscriptionId!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'event_delivery_pk' })
  poolId!: string;

  /** The event's booking. Events of one booking are sent in order. */
  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  @Column('text', { default: 'pending' })
  status!: DeliveryStatus;

  /** Completed attempts since the delivery was created or last requested again. */
  @Column('smallint', { default: 0 })
  attempts!: number;

  /** Time of the next attempt, at the earliest. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  /** Identifies the attempt in progress; only its owner may record the outcome. */
  @Column('uuid', { nullable: true })
  claim!: string | null;

  /** When the claim expires, if its process has not recorded an outcome by then. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { name: 'last_attempt_at', nullable: true })
  lastAttemptAt!: Date | null;

  /** HTTP status of the last attempt. */
  @Column('smallint', { name: 'last_status', nullable: true })
  lastStatus!: number | null;

  /** Our error code, for example `timeout`; never text from the receiver. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
