import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import type { Message } from '../model/message.entity.js';
import type { MessageKind } from '../model/message-state.js';
import type { MessageOutcome } from './message-outcome.js';
import { FIND_MESSAGE, OUTCOME, SELECT_MESSAGE, TIME } from './message-record.sql.js';

export type MessageRow = RowOf<
  Message,
  | 'id'
  | 'poolId'
  | 'bookingId'
  | 'kind'
  | 'reference'
  | 'callSessionId'
  | 'virtualNumber'
  | 'source'
  | 'senderRole'
  | 'receiverRole'
  | 'textCiphertext'
  | 'textKeptUntil'
  | 'isRedacted'
  | 'length'
  | 'parts'
  | 'position'
  | 'pieces'
  | 'reason'
  | 'receiptState'
  | 'receiptDetail'
  | 'receiptAt'
  | 'errorCode'
  | 'isSourceOverwritten'
  | 'inboundPrice'
  | 'inboundCurrency'
  | 'outboundPrice'
  | 'outboundCurrency'
  | 'receivedAt'
  | 'forwardedAt'
> & {
  pool_name: string | null;
  outcome: MessageOutcome;
  /** `received_at` with microseconds, which a Date cannot represent. */
  received_at_text: string;
};

export interface MessageFilter {
  /** Null for all pools. */
  poolIds: readonly string[] | null;
  bookingId?: string;
  virtualNumber?: string;
  kind?: MessageKind;
  outcome?: MessageOutcome;
  reason?: string;
  /** ISO 8601; `from` is inclusive, `to` exclusive. */
  from?: string;
  to?: string;
  before?: { time: string; id: string };
}

const utc = (value: string): string => `(${value}::timestamptz at time zone 'UTC')`;

@Injectable()
export class MessageRecordRepository {
  constructor(private readonly database: PostgresPool) {}

  /** @param poolIds pools to search; null for all */
  async find(id: string, poolIds: readonly string[] | null): Promise<MessageRow | undefined> {
    return (await this.database.run<MessageRow>(FIND_MESSAGE({ id, poolIds })))[0];
  }

  /** Lists texts, newest first. */
  async list(filter: MessageFilter, limit: number): Promise<MessageRow[]> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const { poolIds, bookingId, virtualNumber, kind, outcome, reason, from, to, before } = filter;
    const conditions = [
      poolIds && `m.pool_id = any(${value(poolIds)}::uuid[])`,
      bookingId && `m.booking_id = ${value(bookingId)}`,
      virtualNumber && `${value(virtualNumber)} in (m.virtual_number, m.source)`,
      kind && `m.kind = ${value(kind)}`,
      outcome && `(${OUTCOME}) = ${value(outcome)}`,
      reason && `m.reason = ${value(reason)}`,
      from && `${TIME} >= ${utc(value(from))}`,
      to && `${TIME} < ${utc(value(to))}`,
      before && `(${TIME}, m.id) < (${utc(value(before.time))}, ${value(before.id)})`,
    ].filter(Boolean);
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    return this.database.read<MessageRow>(
      `${SELECT_MESSAGE} ${where} order by ${TIME} desc, m.id desc limit ${value(limit)}`,
      values,
    );
  }
}
