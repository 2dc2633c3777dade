import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OutboxEvent } from '../outbox/outbox-event.entity.js';

/** dead: given up; it is sent again only if somebody asks for it. */
export type DeliveryStatus = 'pending' | 'delivered' | 'dead';

/** One event on its way to one endpoint. An endpoint may be deleted; then nothing is sent to it. */
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

  /** Of the event: those of one booking are sent in order. */
  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  @Column('text', { default: 'pending' })
  status!: DeliveryStatus;

  /** That failed or succeeded, since it was last asked for. */
  @Column('smallint', { default: 0 })
  attempts!: number;

  /** Not before. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  /** Whose attempt is under way: only this one may say how it went. */
  @Column('uuid', { nullable: true })
  claim!: string | null;

  /** When a claim whose holder is silent counts no more. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { name: 'last_attempt_at', nullable: true })
  lastAttemptAt!: Date | null;

  /** HTTP. */
  @Column('smallint', { name: 'last_status', nullable: true })
  lastStatus!: number | null;

  /** Our word on it, as `timeout`; none of the receiver's. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
