import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MessageKind, MessageState } from './message-state.js';

/** A text from its arrival at 8x8 to its receipt. A row is one SMS that is sent, or refused. */
@Entity('message')
@Index('message_by_inbound', ['inboundUmid', 'position', 'poolId'], {
  unique: true,
  where: 'inbound_umid is not null',
})
@Index('message_by_sender', ['senderIndex', 'receivedAt'], { where: 'sender_index is not null' })
@Index('message_by_booking', ['bookingId'], { where: 'booking_id is not null' })
@Index('message_due', ['dueAt'], { where: `state = 'forwarding'` })
@Index('message_claimed', ['claimedUntil'], { where: `state = 'sending'` })
@Index('message_by_receiver', ['receiverIndex', 'queuedAt'], {
  where: `state in ('forwarding', 'sending')`,
})
@Index('message_by_time', { synchronize: false })
@Index('message_by_reference', ['bookingId', 'reference', 'poolId'], {
  unique: true,
  where: 'reference is not null',
})
@Index('message_by_call', ['callSessionId', 'poolId'], {
  unique: true,
  where: 'call_session_id is not null',
})
@Index('message_text_kept', ['textKeptUntil'], {
  where: 'text_kept_until is not null and text_ciphertext is not null',
})
@Check('message_kind_check', `kind in ('text', 'reply', 'system', 'missed-call')`)
@Check(
  'message_state_check',
  `state in ('forwarding', 'sending', 'forwarded', 'refused', 'failed', 'unknown')`,
)
export class Message {
  /** UUID version 7; the `clientMessageId` at 8x8. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'message_pk' })
  id!: string;

  /** The nil UUID if the text was sent to a number that is in no pool. */
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'message_pk' })
  poolId!: string;

  @Column('text')
  kind!: MessageKind;

  /** 8x8's id of the text that arrived, by which a repeated delivery is recognised. */
  @Column('text', { name: 'inbound_umid', nullable: true })
  inboundUmid!: string | null;

  /** From 0, among the pieces of a text that was too long to be sent as one. */
  @Column('smallint', { default: 0 })
  position!: number;

  @Column('smallint', { default: 1 })
  pieces!: number;

  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  /** The number that the sender wrote to; masked unless it is a virtual number. */
  @Column('text', { name: 'virtual_number', nullable: true })
  virtualNumber!: string | null;

  @Column('integer', { name: 'virtual_number_id', nullable: true })
  virtualNumberId!: number | null;

  /** The virtual number that the receiver sees. */
  @Column('text', { nullable: true })
  source!: string | null;

  @Column('text', { name: 'sender_role', nullable: true })
  senderRole!: string | null;

  @Column('text', { name: 'receiver_role', nullable: true })
  receiverRole!: string | null;

  @Column('bytea', { name: 'sender_index', nullable: true })
  senderIndex!: Buffer | null;

  @Column('bytea', { name: 'receiver_index', nullable: true })
  receiverIndex!: Buffer | null;

  /** Only of a reply and of a text of the company. */
  @Column('bytea', { name: 'receiver_ciphertext', nullable: true })
  receiverCiphertext!: Buffer | null;

  /** Null once the text is no longer needed. */
  @Column('bytea', { name: 'text_ciphertext', nullable: true })
  textCiphertext!: Buffer | null;

  /** The text is kept until then after it was sent; null: it is not kept. */
  @Column('timestamptz', { name: 'text_kept_until', nullable: true })
  textKeptUntil!: Date | null;

  /** Whether digits were replaced before the text was sent. */
  @Column('boolean', { name: 'is_redacted', default: false })
  isRedacted!: boolean;

  /** The client's own id of a text of the company. */
  @Column('text', { nullable: true })
  reference!: string | null;

  /** Digest of the request with this reference. */
  @Column('bytea', { name: 'content_ciphertext', nullable: true })
  contentCiphertext!: Buffer | null;

  /** The missed call that the text is about. */
  @Column('text', { name: 'call_session_id', nullable: true })
  callSessionId!: string | null;

  /** UTF-16 units of the text as it was written; 0 for a missed call. */
  @Column('integer')
  length!: number;

  /** SMS parts of the text that was sent. */
  @Column('smallint', { nullable: true })
  parts!: number | null;

  @Column('text')
  state!: MessageState;

  /** Why it was refused, has failed, is unknown, or could not be sent yet. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** The order of texts to one receiver. */
  @Column('timestamptz', { name: 'queued_at' })
  queuedAt!: Date;

  /** Not sent before this time. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('smallint', { default: 0 })
  attempts!: number;

  /** Identifies the last attempt to send it. */
  @Column('uuid', { nullable: true })
  claim!: string | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  /** 8x8's id of the text that was sent. */
  @Column('text', { name: 'outbound_umid', nullable: true })
  outboundUmid!: string | null;

  /** The state of the receipt with the highest rank, in 8x8's words. */
  @Column('text', { name: 'receipt_state', nullable: true })
  receiptState!: string | null;

  @Column('text', { name: 'receipt_detail', nullable: true })
  receiptDetail!: string | null;

  @Column('smallint', { name: 'receipt_rank', default: 0 })
  receiptRank!: number;

  /** 8x8's time of that receipt. */
  @Column('timestamptz', { name: 'receipt_at', nullable: true })
  receiptAt!: Date | null;

  /** Of 8x8's receipt; without a receipt, of its API. */
  @Column('integer', { name: 'error_code', nullable: true })
  errorCode!: number | null;

  /** Whether the receiver saw another sender than `source`, so that replies are lost. */
  @Column('boolean', { name: 'is_source_overwritten', default: false })
  isSourceOverwritten!: boolean;

  @Column('double precision', { name: 'inbound_price', nullable: true })
  inboundPrice!: number | null;

  @Column('text', { name: 'inbound_currency', nullable: true })
  inboundCurrency!: string | null;

  @Column('double precision', { name: 'outbound_price', nullable: true })
  outboundPrice!: number | null;

  @Column('text', { name: 'outbound_currency', nullable: true })
  outboundCurrency!: string | null;

  @Column('timestamptz', { name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;

  /** When it was known that 8x8 has taken it. */
  @Column('timestamptz', { name: 'forwarded_at', nullable: true })
  forwardedAt!: Date | null;
}
