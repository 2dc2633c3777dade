import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { MAX_SEARCHED } from '../../platform/rest/index.js';
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
  before?: MessagePosition;
}

/** The place of a text in a list. */
export interface MessagePosition {
  /** With microseconds. */
  time: string;
  id: string;
}

const utc = (value: string): string => `(${value}::timestamptz at time zone 'UTC')`;

@Injectable()
export class MessageRecordRepository {
  constructor(private readonly database: PostgresPool) {}

  /** @param poolIds pools to search; null for all */
  async find(id: string, poolIds: readonly string[] | null): Promise<MessageRow | undefined> {
    return (await this.database.run<MessageRow>(FIND_MESSAGE({ id, poolIds })))[0];
  }

  /**
   * Lists texts, newest first. A search by anything but pool, booking and time sees at most
   * `MAX_SEARCHED` texts.
   * @returns the texts, and where the search ended; undefined: it saw all texts
   */
  async list(
    filter: MessageFilter,
    limit: number,
  ): Promise<{ rows: MessageRow[]; searchedTo?: MessagePosition }> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const matching = searchOf(filter, value);
    const searchedTo = matching.length > 0 ? await this.endOfSearch(filter) : undefined;
    const conditions = [
      ...conditionsOf(filter, value),
      ...matching,
      ...(searchedTo ? [`${POSITION} >= ${positionOf(searchedTo, value)}`] : []),
    ];
    const rows = await this.database.read<MessageRow>(
      `${SELECT_MESSAGE} ${where(conditions)} ${NEWEST_FIRST} limit ${value(limit)}`,
      values,
    );
    return { rows, ...(searchedTo && { searchedTo }) };
  }

  /** Returns the last text that a search may see; undefined if it may see all. */
  private async endOfSearch(filter: MessageFilter): Promise<MessagePosition | undefined> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const conditions = conditionsOf(filter, value);
    const [last] = await this.database.read<MessagePosition>(
      `select m.received_at::text as time, m.id from message m
        ${where(conditions)} ${NEWEST_FIRST} offset ${value(MAX_SEARCHED - 1)} limit 1`,
      values,
    );
    return last;
  }
}

const POSITION = `(${TIME}, m.id)`;
const NEWEST_FIRST = `order by ${TIME} desc, m.id desc`;

type ValueOf = (value: unknown) => string;
const positionOf = ({ time, id }: MessagePosition, value: ValueOf): string =>
  `(${utc(value(time))}, ${value(id)})`;

const where = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';

const isCondition = (condition: unknown): condition is string =>
  typeof condition === 'string' && condition !== '';

/** The conditions that select a span of the list. */
const conditionsOf = (
  { poolIds, bookingId, from, to, before }: MessageFilter,
  value: ValueOf,
): string[] =>
  [
    poolIds && `m.pool_id = any(${value(poolIds)}::uuid[])`,
    bookingId && `m.booking_id = ${value(bookingId)}`,
    from && `${TIME} >= ${utc(value(from))}`,
    to && `${TIME} < ${utc(value(to))}`,
    before && `${POSITION} < ${positionOf(before, value)}`,
  ].filter(isCondition);

/** The conditions that search in this span, without an index. */
const searchOf = (
  { virtualNumber, kind, outcome, reason }: MessageFilter,
  value: ValueOf,
): string[] =>
  [
    virtualNumber && `${value(virtualNumber)} in (m.virtual_number, m.source)`,
    kind && `m.kind = ${value(kind)}`,
    outcome && `(${OUTCOME}) = ${value(outcome)}`,
    reason && `m.reason = ${value(reason)}`,
  ].filter(isCondition);
