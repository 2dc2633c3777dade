import { Injectable } from '@nestjs/common';
import { DecryptionFailedError, NumberVault } from '../../platform/security/index.js';
import type { Integer, Uuid } from '../../platform/values/index.js';
import { MESSAGE_TEXT } from '../encrypted-columns.js';
import type { MessageKind } from '../model/message-state.js';
import type { MessageOutcome } from './message-outcome.js';
import type { MessageRow } from './message-record.repository.js';

/** What 8x8 charges for a text. */
export interface Price {
  amount: number;
  /** ISO 4217, as 8x8 reports it. */
  currency: string | null;
}

export interface MessageResponse {
  id: Uuid;
  /** The pool's name; null if the number is in no pool. */
  pool: string | null;
  bookingId: Uuid | null;
  kind: MessageKind;
  /** The client's own id of a text of the kind `system`. */
  reference: string | null;
  /** The missed call that a text of the kind `missed-call` is about. */
  sessionId: string | null;
  /** The number that the sender wrote to; masked unless it is a virtual number. */
  virtualNumber: string | null;
  /** The virtual number that the receiver sees; null if the text was refused. */
  source: string | null;
  senderRole: string | null;
  receiverRole: string | null;
  /** Null unless the request revealed it and the text is kept. */
  text: string | null;
  /** Whether the text is stored. */
  hasText: boolean;
  /** The text is deleted at this time; null: once it was sent. */
  textKeptUntil: Date | null;
  /** Whether digits were replaced before it was sent. */
  isRedacted: boolean;
  /** UTF-16 units of the text as it was written; 0 for a missed call. */
  length: Integer;
  /** SMS parts of what was sent. */
  parts: Integer | null;
  /** Position among the pieces of a text that was too long to be sent as one, from 0. */
  position: Integer;
  pieces: Integer;
  outcome: MessageOutcome;
  /** Why it was refused, has failed, is unknown, or could not be sent yet. */
  reason: string | null;
  /** 8x8's receipt that counts; null: none has arrived. */
  receipt: { state: string; detail: string | null; at: Date | null } | null;
  /** 8x8's code of a failure. */
  errorCode: Integer | null;
  /** Whether the receiver saw another sender than `source`, so that replies are lost. */
  isSourceOverwritten: boolean;
  /** What 8x8 charges for the text that arrived. */
  inboundPrice: Price | null;
  /** What 8x8 charges for the text that was sent, from its receipts. */
  outboundPrice: Price | null;
  receivedAt: Date;
  forwardedAt: Date | null;
}

@Injectable()
export class MessageRecordMapper {
  constructor(private readonly vault: NumberVault) {}

  toResponse(row: MessageRow, isRevealed = false): MessageResponse {
    return {
      id: row.id,
      pool: row.pool_name,
      bookingId: row.booking_id,
      kind: row.kind,
      reference: row.reference,
      sessionId: row.call_session_id,
      virtualNumber: row.virtual_number,
      source: row.source,
      senderRole: row.sender_role,
      receiverRole: row.receiver_role,
      text: isRevealed ? this.textOf(row) : null,
      hasText: row.text_ciphertext !== null,
      textKeptUntil: row.text_kept_until,
      isRedacted: row.is_redacted,
      length: row.length,
      parts: row.parts,
      position: row.position,
      pieces: row.pieces,
      outcome: row.outcome,
      reason: row.reason,
      receipt:
        row.receipt_state === null
          ? null
          : { state: row.receipt_state, detail: row.receipt_detail, at: row.receipt_at },
      errorCode: row.error_code,
      isSourceOverwritten: row.is_source_overwritten,
      inboundPrice: priceOf(row.inbound_price, row.inbound_currency),
      outboundPrice: priceOf(row.outbound_price, row.outbound_currency),
      receivedAt: row.received_at,
      forwardedAt: row.forwarded_at,
    };
  }

  /** Returns the text; `unreadable` if it cannot be decrypted. */
  textOf({ id, text_ciphertext: encrypted }: Pick<MessageRow, 'id' | 'text_ciphertext'>) {
    if (encrypted === null) return null;
    try {
      return MESSAGE_TEXT.decrypt(this.vault, encrypted, { messageId: id });
    } catch (error) {
      if (error instanceof DecryptionFailedError) return 'unreadable';
      throw error;
    }
  }
}

const priceOf = (amount: number | null, currency: string | null): Price | null =>
  amount === null ? null : { amount, currency };
