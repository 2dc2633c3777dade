import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { NumberKind } from '../../platform/values/index.js';
import {
  type Channel,
  type CountryMatch,
  type MessageDelivery,
  type MessageKeywords,
  type MessageRedaction,
  type MessageReplies,
  type NewNumbers,
  type NumberMode,
  type PoolLanguage,
  type PoolMessages,
  type QuietHours,
  type Rebalance,
  type Selection,
} from './pool-policy.js';

/** The default, as PostgreSQL prints it. */
const KEYWORDS =
  `'{"help": ["HELP", "INFO"], "stop": ["STOP", "STOPALL", "UNSUBSCRIBE", "END", "CANCEL", ` +
  `"QUIT", "ARRET", "ARRETE", "ARRETT"], "start": ["START", "UNSTOP", "DEBUT"]}'`;

/** Virtual numbers of one 8x8 sub-account that serve one purpose, and their policy. */
@Entity('pool')
@Unique('pool_name_unique', ['name'])
@Check(
  'pool_times_check',
  'booking_ttl_seconds > 0 and grace_seconds >= 0 and cooldown_seconds >= 0',
)
@Check('pool_capacity_check', 'max_active_bookings > 0')
@Check('pool_call_rate_check', 'max_calls_per_minute > 0')
@Check('pool_selection_check', `selection in ('balanced', 'packed')`)
@Check('pool_rebalance_check', `rebalance in ('off', 'drain-only', 'full')`)
@Check('pool_rebalance_bounds_check', 'rebalance_tolerance > 0 and max_moves_per_run > 0')
@Check('pool_new_numbers_check', `new_numbers in ('enable', 'approve')`)
@Check('pool_number_mode_check', `number_mode in ('shared', 'per-party')`)
@Check('pool_country_match_check', `country_match in ('require', 'prefer', 'off')`)
@Check('pool_message_rate_check', 'max_messages_per_minute > 0')
@Check('pool_message_delivery_check', `message_delivery in ('at-most-once', 'at-least-once')`)
@Check('pool_message_retention_check', 'message_retention_hours >= 0')
@Check('pool_message_redaction_check', `message_redaction in ('off', 'phone-numbers')`)
@Check('pool_missed_call_text_check', 'missed_call_text_minutes > 0')
@Check('pool_decision_hook_check', `decision_hook in ('parties', 'everyone')`)
export class Pool {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pool_pk' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'sub_account_id' })
  subAccountId!: string;

  /** The 8x8 sub-account of its texts, which differs from that of its calls; null: no texts. */
  @Column('text', { name: 'sms_sub_account_id', nullable: true })
  smsSubAccountId!: string | null;

  @Column('integer', { name: 'booking_ttl_seconds' })
  bookingTtlSeconds!: number;

  @Column('integer', { name: 'grace_seconds' })
  graceSeconds!: number;

  @Column('integer', { name: 'cooldown_seconds' })
  cooldownSeconds!: number;

  @Column('boolean')
  sticky!: boolean;

  /** Whether a pair gets another number than its previous ones, if one is free. */
  @Column('boolean', { name: 'avoid_last_number', default: false })
  avoidLastNumber!: boolean;

  /** Maximum number of active bookings per virtual number; null for no limit. */
  @Column('integer', { name: 'max_active_bookings', nullable: true })
  maxActiveBookings!: number | null;

  @Column('boolean', { name: 'call_recording' })
  callRecording!: boolean;

  /** Quiet hours of parties that have none of their own in the booking; null: none. */
  @Column('jsonb', { name: 'quiet_hours', nullable: true })
  quietHours!: QuietHours | null;
  /** Whether calls are recorded only if the caller hears an announcement first. */
  @Column('boolean', { name: 'recording_requires_announcement', default: false })
  recordingRequiresAnnouncement!: boolean;

  @Column('jsonb')
  messages!: PoolMessages;

  /** The messages in other languages. */
  @Column('jsonb', { default: () => `'[]'` })
  languages!: PoolLanguage[];

  @Column('text')
  selection!: Selection;

  @Column('text', { name: 'country_match' })
  countryMatch!: CountryMatch;

  /** Whether numbers that share the most leading digits with the parties' phones come first. */
  @Column('boolean', { name: 'prefix_match', default: false })
  prefixMatch!: boolean;

  /** The mode of bookings whose request names none. */
  @Column('text', { name: 'number_mode', default: 'shared' })
  numberMode!: NumberMode;

  /** ISO 3166 codes; null for any country. */
  @Column('text', { name: 'allowed_countries', array: true, nullable: true })
  allowedCountries!: string[] | null;

  @Column('text', { name: 'allowed_number_kinds', array: true, default: () => `'{}'` })
  allowedNumberKinds!: NumberKind[];

  /** Maximum number of calls per minute from one caller to one number; null for no limit. */
  @Column('integer', { name: 'max_calls_per_minute', nullable: true })
  maxCallsPerMinute!: number | null;

  /** Whether callers with an unknown number are asked for a party's PIN. */
  @Column('boolean', { name: 'party_pin', default: false })
  partyPin!: boolean;

  /** Whether numbers that 8x8 lists and no pool contains are enabled at once or need approval. */
  @Column('text', { name: 'new_numbers', default: 'approve' })
  newNumbers!: NewNumbers;

  /** Whether bookings are moved off numbers that take no new bookings, and off crowded numbers. */
  @Column('text', { default: 'drain-only' })
  rebalance!: Rebalance;

  /** How far the load of a number may exceed the mean, as a share of the mean. */
  @Column('double precision', { name: 'rebalance_tolerance', default: () => '0.1' })
  rebalanceTolerance!: number;

  /** Maximum number of bookings that one run moves. */
  @Column('integer', { name: 'max_moves_per_run', default: 500 })
  maxMovesPerRun!: number;

  /** Channels of bookings that name none. */
  @Column('text', { array: true, default: () => `'{voice}'` })
  channels!: Channel[];

  /** Maximum number of texts per minute from one sender to one number; null for no limit. */
  @Column('integer', { name: 'max_messages_per_minute', nullable: true, default: 30 })
  maxMessagesPerMinute!: number | null;

  @Column('text', { name: 'message_delivery', default: 'at-most-once' })
  messageDelivery!: MessageDelivery;

  /** Whether a forwarded text begins with the sender's role. */
  @Column('boolean', { name: 'message_role_prefix', default: false })
  messageRolePrefix!: boolean;

  @Column('jsonb', { name: 'message_keywords', default: () => KEYWORDS })
  messageKeywords!: MessageKeywords;

  @Column('jsonb', { name: 'message_replies', default: () => `'{}'` })
  messageReplies!: MessageReplies;

  /** Hours for which an accepted text is kept; 0: until it was sent. */
  @Column('integer', { name: 'message_retention_hours', default: 0 })
  messageRetentionHours!: number;

  @Column('text', { name: 'message_redaction', default: 'off' })
  messageRedaction!: MessageRedaction;

  /** Minutes in which a person gets at most one text about missed calls from a number. */
  @Column('integer', { name: 'missed_call_text_minutes', default: 10 })
  missedCallTextMinutes!: number;

  /**
   * About which calls the pool's decision hook is asked: those of parties, or also those of callers
   * without a booking. Null: the pool has no hook. Kept here so that a call handle reads no other
   * table; `setDecisionHook` writes it together with the hook.
   */
  @Column('text', { name: 'decision_hook', nullable: true })
  decisionHook!: 'parties' | 'everyone' | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
