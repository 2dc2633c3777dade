import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { forEachPoolBatch } from '../../platform/jobs/index.js';
import { isTimePosition } from '../../platform/rest/index.js';
import {
  DecryptionFailedError,
  type ErasureSubject,
  NumberVault,
} from '../../platform/security/index.js';
import type { Integer, Uuid } from '../../platform/values/index.js';
import { MESSAGE_TEXT } from '../encrypted-columns.js';
import { redacted } from '../forwarding/redaction.js';
import type { Message } from '../model/message.entity.js';
import type { MessageKind } from '../model/message-state.js';
import type { MessageOutcome } from '../records/message-outcome.js';
import { MessageRecordMapper } from '../records/message-record.mapper.js';
import {
  DELETE_OPT_OUTS,
  ERASE_MESSAGES,
  ERASE_REFERENCE,
  FIND_MESSAGES,
  FIND_REFERENCES,
  LIST_MESSAGES_OF_PHONE,
  LIST_OPT_OUTS_OF_PHONE,
  PAGE_OF_TEXTS,
  REWRITE_TEXT,
} from './message-erasure.sql.js';

/** Texts per transaction; short enough that receipts hardly wait for it. */
const BATCH = 500;
/** Texts per page of a search. */
const PAGE = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** A text as shown to the owner of the phone, without data about the other party. */
export interface PhoneMessage {
  id: Uuid;
  /** The pool's name; null if the number is in no pool. */
  pool: string | null;
  bookingId: Uuid | null;
  /** What the text is: from party to party, a reply, from the company, or about a missed call. */
  type: MessageKind;
  /** The phone's side of the text. */
  side: 'sender' | 'receiver';
  role: string | null;
  /** The number that the phone wrote to, or from which it got the text. */
  virtualNumber: string | null;
  /** What the phone wrote, if it is kept, without phone numbers; null for the receiver. */
  text: string | null;
  length: Integer;
  outcome: MessageOutcome;
  reason: string | null;
  receivedAt: Date;
  forwardedAt: Date | null;
  /** Null if records of texts are kept indefinitely. */
  keptUntil: Date | null;
}

/** What the owner of the phone said about texts from a virtual number. */
export interface PhoneOptOut {
  id: Uuid;
  pool: string;
  virtualNumber: string | null;
  /** Whether the phone gets no texts from this number. */
  isOptedOut: boolean;
  /** When the phone asked for it. */
  askedAt: Date;
  createdAt: Date;
}

type PhoneMessageRow = RowOf<
  Message,
  | 'id'
  | 'bookingId'
  | 'kind'
  | 'senderRole'
  | 'receiverRole'
  | 'virtualNumber'
  | 'source'
  | 'textCiphertext'
  | 'length'
  | 'reason'
  | 'receivedAt'
  | 'forwardedAt'
> & {
  pool_name: string | null;
  is_sender: boolean | null;
  outcome: MessageOutcome;
  received_at_text: string;
  kept_until: Date | null;
};

interface OptOutRow {
  id: string;
  pool: string;
  virtual_number: string | null;
  is_active: boolean;
  asked_at: Date;
  created_at: Date;
}

type TextRow = RowOf<Message, 'id' | 'poolId'> & { text_ciphertext: Buffer };

/** Finds and erases a phone in texts. */
@Injectable()
export class MessageErasureService {
  constructor(
    private readonly database: PostgresPool,
    private readonly mapper: MessageRecordMapper,
    private readonly vault: NumberVault,
    private readonly settings: Settings,
  ) {}

  /**
   * Erases the number from texts and their records, deletes its opt-outs, and asks 8x8 to erase the
   * texts. It can fail at any point and be run again.
   * @param before a time of the database clock; texts stored later are left alone
   */
  async erase(
    subject: ErasureSubject,
    before: string,
  ): Promise<{ messages: number; optOuts: number }> {
    const { indexes } = subject;
    const find = FIND_MESSAGES({ indexes, storedBefore: before });
    const found = await this.database.scan<RowOf<Message, 'id' | 'poolId'>>(find.text, find.values);
    await forEachPoolBatch(found, BATCH, async (poolId, batch) => {
      const ids = batch.map(({ id }) => id);
      await this.database.run(ERASE_MESSAGES({ poolId, ids, indexes }));
    });
    await this.eraseFromTexts(subject);
    await this.eraseFromReferences(subject);
    const deleted = await this.database.run(DELETE_OPT_OUTS({ indexes, storedBefore: before }));
    return { messages: found.length, optOuts: deleted.length };
  }

  /**
   * Lists the texts of the phone, newest first, each with its list position.
   * @param after position of the last text of the previous page
   */
  async listMessages(
    { indexes }: ErasureSubject,
    after: string | undefined,
    limit: number,
  ): Promise<{ position: string; message: PhoneMessage }[]> {
    const [beforeTime, beforeId] = after?.split('|') ?? [];
    const { messages: keptDays } = this.settings.retentionDays;
    const query = LIST_MESSAGES_OF_PHONE({ indexes, beforeTime, beforeId, limit, keptDays });
    const rows = await this.database.scan<PhoneMessageRow>(query.text, query.values);
    return rows.map((row) => ({
      position: `${row.received_at_text}|${row.id}`,
      message: this.ownPart(row),
    }));
  }

  /** Whether the text is a list position of `listMessages`. */
  isPosition(text: string): boolean {
    return isTimePosition(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)(text);
  }

  /** @param beforeId the id of the last opt-out of the previous page */
  async listOptOuts(
    { indexes }: ErasureSubject,
    beforeId: string | undefined,
    limit: number,
  ): Promise<PhoneOptOut[]> {
    const query = LIST_OPT_OUTS_OF_PHONE({ indexes, beforeId, limit });
    const rows = await this.database.scan<OptOutRow>(query.text, query.values);
    return rows.map((row) => ({
      id: row.id,
      pool: row.pool,
      virtualNumber: row.virtual_number,
      isOptedOut: row.is_active,
      askedAt: row.asked_at,
      createdAt: row.created_at,
    }));
  }

  private ownPart(row: PhoneMessageRow): PhoneMessage {
    const isSender = row.is_sender === true;
    return {
      id: row.id,
      pool: row.pool_name,
      bookingId: row.booking_id,
      type: row.kind,
      // A text about a missed call is on behalf of the caller, who has not written it.
      side: isSender ? 'sender' : 'receiver',
      role: isSender ? row.sender_role : row.receiver_role,
      virtualNumber: isSender ? row.virtual_number : row.source,
      text: isSender ? this.shownText(row) : null,
      length: row.length,
      outcome: row.outcome,
      reason: row.reason,
      receivedAt: row.received_at,
      forwardedAt: row.forwarded_at,
      keptUntil: row.kept_until,
    };
  }

  /** Returns the text without phone numbers, which may be those of others. */
  private shownText(row: PhoneMessageRow): string | null {
    const text = this.mapper.textOf(row);
    return text && redacted(text);
  }

  /** Erases the number from the texts of others that are stored. */
  private async eraseFromTexts({ written }: ErasureSubject): Promise<void> {
    for (let last: string | undefined = BEFORE_ALL; last !== undefined;) {
      const page: TextRow[] = await this.database.run<TextRow>(
        PAGE_OF_TEXTS({ afterId: last, limit: PAGE }),
      );
      for (const { id, pool_id: poolId, text_ciphertext: previous } of page) {
        const text = this.readable(id, previous);
        const erased = text && written.erasedFrom(text, 'any');
        if (!erased || erased === text) continue;
        const textCiphertext = MESSAGE_TEXT.encrypt(this.vault, erased, { messageId: id });
        await this.database.run(REWRITE_TEXT({ id, poolId, previous, textCiphertext }));
      }
      last = page.at(-1)?.id;
    }
  }

  /** Returns the text; undefined if nobody can read it, because its key is gone. */
  private readable(id: string, encrypted: Buffer): string | undefined {
    try {
      return MESSAGE_TEXT.decrypt(this.vault, encrypted, { messageId: id });
    } catch (error) {
      if (error instanceof DecryptionFailedError) return undefined;
      throw error;
    }
  }

  private async eraseFromReferences({ written }: ErasureSubject): Promise<void> {
    const { digits, separators } = written;
    const query = FIND_REFERENCES({ digits, separators });
    const rows = await this.database.scan<RowOf<Message, 'id' | 'poolId'> & { reference: string }>(
      query.text,
      query.values,
    );
    for (const { id, pool_id: poolId, reference } of rows) {
      if (written.erasedFrom(reference, 'any') === reference) continue;
      await this.database.run(ERASE_REFERENCE({ id, poolId }));
    }
  }
}
