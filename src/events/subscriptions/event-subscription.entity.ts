import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventType } from '../outbox/event-type.js';

export const SUBSCRIPTION_STATES = ['enabled', 'disabled'] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/**
 * Why Maskline disabled a subscription: all attempts failed for days, or the subscription responded 410
 * Gone.
 */
export type SwitchOffReason = 'failing' | 'gone';

/** How deliveries are written. A module manages the subscriptions of its own format. */
export type DeliveryFormatName = 'standard' | 'twilio-proxy';

/** A client's subscription to events. The table is small. */
@Entity('event_subscription')
@Index('event_subscription_enabled', ['id'], { where: `state = 'enabled'` })
@Check('event_subscription_format_check', `format in ('standard', 'twilio-proxy')`)
@Check('event_subscription_state_check', `state in ('enabled', 'disabled')`)
export class EventSubscription {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'event_subscription_pk' })
  id!: string;

  @Column('text')
  url!: string;

  @Column('text', { default: 'standard' })
  format!: DeliveryFormatName;

  @Column('text', { nullable: true })
  description!: string | null;

  /** null: all. */
  @Column('text', { array: true, nullable: true })
  types!: EventType[] | null;

  /** null: all. */
  @Column('uuid', { name: 'pool_ids', array: true, nullable: true })
  poolIds!: string[] | null;

  @Column('text', { default: 'enabled' })
  state!: SubscriptionState;

  /** Null: enabled, or disabled by a client. */
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: SwitchOffReason | null;

  @Column('bytea', { name: 'secret_ciphertext' })
  secretCiphertext!: Buffer;

  /** The secret from before the last rotation. */
  @Column('bytea', { name: 'previous_secret_ciphertext', nullable: true })
  previousSecretCiphertext!: Buffer | null;

  /** Until this time deliveries are also signed with the previous secret. */
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  /** Accurate to the minute. */
  @Column('timestamptz', { name: 'last_success_at', nullable: true })
  lastSuccessAt!: Date | null;

  /** Time of the first failure since the last success; null: none. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
