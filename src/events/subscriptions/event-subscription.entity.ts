import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventType } from '../outbox/event-type.js';

export const ENDPOINT_STATES = ['enabled', 'disabled'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** Why Maskline switched an endpoint off: nothing got through for days, or it answered 410 Gone. */
export type SwitchOffReason = 'failing' | 'gone';

/** Where a client wants to be told of events. There are few of them. */
@Entity('event_subscription')
@Index('event_subscription_enabled', ['id'], { where: `state = 'enabled'` })
@Check('event_subscription_state_check', `state in ('enabled', 'disabled')`)
export class EventSubscription {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'event_subscription_pk' })
  id!: string;

  @Column('text')
  url!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  /** null: all. */
  @Column('text', { array: true, nullable: true })
  types!: EventType[] | null;

  /** null: all. */
  @Column('uuid', { name: 'pool_ids', array: true, nullable: true })
  poolIds!: string[] | null;

  @Column('text', { default: 'enabled' })
  state!: EndpointState;

  /** null: enabled, or disabled by a client. */
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: SwitchOffReason | null;

  @Column('bytea', { name: 'secret_ciphertext' })
  secretCiphertext!: Buffer;

  /** The secret of before the last rotation. */
  @Column('bytea', { name: 'previous_secret_ciphertext', nullable: true })
  previousSecretCiphertext!: Buffer | null;

  /** Until then deliveries are signed with the previous secret too. */
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  /** To the minute. */
  @Column('timestamptz', { name: 'last_success_at', nullable: true })
  lastSuccessAt!: Date | null;

  /** The first failure since the last success; null: none. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
