import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventType } from './event-type.js';

/** An event for clients, written in the same transaction as the change that it reports. */
@Entity('outbox_event')
@Index('outbox_event_once', ['onceKey', 'poolId'], {
  unique: true,
  where: 'once_key is not null',
})
@Index('outbox_event_by_type', ['type', 'id'], { where: 'booking_id is null' })
@Index('outbox_event_by_booking', ['bookingId', 'id'], { where: 'booking_id is not null' })
export class OutboxEvent {
  /** UUID version 7, so that ids sort by time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outbox_event_pk' })
  id!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'outbox_event_pk' })
  poolId!: string;

  @Column('text')
  type!: EventType;

  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  /**
   * Key of an event that must not be emitted twice, for example `ended:<session>`; null: no limit.
   */
  @Column('text', { name: 'once_key', nullable: true })
  onceKey!: string | null;

  /** The `data` property of the event that clients receive. */
  @Column('jsonb')
  payload!: Record<string, unknown>;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;
}
