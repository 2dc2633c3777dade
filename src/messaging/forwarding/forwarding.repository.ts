import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import type { Message } from '../model/message.entity.js';
import { FIND_OPT_OUT } from '../opt-outs/opt-out.sql.js';
import { CLAIM_TEXTS, DIVIDE_TEXT, LIST_CLAIMABLE, SETTLE_ABANDONED } from './claim-texts.sql.js';
import { FIND_MISSED_CALL_TEXT } from '../missed-calls/missed-call.sql.js';
import { POSTPONE_TEXT, SETTLE_FORWARDED, SETTLE_UNSENT } from './settle-text.sql.js';

/** A claimed text with all that is needed to send it. */
export type ClaimedText = RowOf<
  Message,
  | 'id'
  | 'poolId'
  | 'kind'
  | 'attempts'
  | 'pieces'
  | 'source'
  | 'senderRole'
  | 'senderIndex'
  | 'receiverRole'
  | 'textCiphertext'
  | 'receiverCiphertext'
  | 'virtualNumber'
  | 'virtualNumberId'
  | 'bookingId'
> & {
  claim: string;
  expires_at: Date;
  sms_sub_account_id: string | null;
  message_role_prefix: boolean;
  /** Whether an unknown outcome is followed by another attempt. */
  is_repeatable: boolean;
  caller_role: string | null;
  caller_index: Buffer | null;
  callee_role: string | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  /** Whether the pool has a decision hook. */
  has_hook: boolean;
  /** Whether digits are replaced in texts between parties. */
  is_redacting: boolean;
  /** Why it is not sent; null: it is. */
  obstacle: string | null;
};

/** Texts that a statement concerns: all but some, or only some. */
export interface TextChoice {
  except: readonly string[];
  only?: readonly string[];
}

/** Texts that are searched at once for the one that makes a statement fail. */
const LISTED_AT_ONCE = 500;

/** A piece of a text that is sent after another one. */
export interface NewPiece {
  position: number;
  id: string;
  ciphertext: Buffer;
  receiverCiphertext: Buffer | undefined;
}

@Injectable()
export class ForwardingRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Claims due texts, at most one per receiver. */
  claim(limit: number, leaseSeconds: number, choice: TextChoice): Promise<ClaimedText[]> {
    return this.database.run(CLAIM_TEXTS({ claim: randomUUID(), limit, leaseSeconds, ...choice }));
  }

  /** Ends the attempts of dead replicas. @returns how many there were */
  async settleAbandoned(choice: TextChoice): Promise<number> {
    return (await this.database.run(SETTLE_ABANDONED(choice))).length;
  }

  /** Lists due texts (`forwarding`), or those of dead replicas (`sending`). */
  async list(state: 'forwarding' | 'sending', except: readonly string[]): Promise<string[]> {
    const query = LIST_CLAIMABLE({ state, except, limit: LISTED_AT_ONCE });
    return (await this.database.run<{ id: string }>(query)).map(({ id }) => id);
  }

  /** @returns false if the text is not claimed by this attempt any longer */
  async divide(
    text: ClaimedText,
    firstCiphertext: Buffer,
    others: readonly NewPiece[],
    isRedacted: boolean,
  ): Promise<boolean> {
    const pieces = others.length + 1;
    const query = DIVIDE_TEXT({ ...keyOf(text), firstCiphertext, others, pieces, isRedacted });
    return (await this.database.run(query)).length === others.length;
  }

  async forwarded(
    text: ClaimedText,
    sent: { umid: string; parts: number; isRedacted: boolean },
  ): Promise<void> {
    await this.database.run(SETTLE_FORWARDED({ ...keyOf(text), ...sent }));
  }

  /** Returns the pool's text about a missed call in the language of its receiver. */
  async missedCallText(
    { pool_id: poolId, booking_id: bookingId, receiver_role: role }: ClaimedText,
    callingCode: string | undefined,
  ): Promise<string | undefined> {
    const query = FIND_MISSED_CALL_TEXT({ poolId, bookingId, role, callingCode });
    return (await this.database.run<{ text: string | null }>(query))[0]?.text ?? undefined;
  }

  async unsent(
    text: ClaimedText,
    state: 'failed' | 'unknown',
    { reason, errorCode, parts }: { reason: string; errorCode?: number; parts?: number },
  ): Promise<void> {
    await this.database.run(SETTLE_UNSENT({ ...keyOf(text), state, reason, errorCode, parts }));
  }

  async postpone(text: ClaimedText, reason: string, pauseSeconds: number): Promise<void> {
    await this.database.run(POSTPONE_TEXT({ ...keyOf(text), reason, pauseSeconds }));
  }

  /** Whether a person wants no texts from a number, by the index of any key. */
  async hasOptedOut(indexes: readonly Buffer[], virtualNumber: string): Promise<boolean> {
    return (await this.database.run(FIND_OPT_OUT({ indexes, virtualNumber }))).length > 0;
  }
}

const keyOf = ({ id, pool_id: poolId, claim }: ClaimedText) => ({ id, poolId, claim });
