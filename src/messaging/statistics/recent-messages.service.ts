import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { Principal } from '../../platform/security/index.js';
import type { Integer } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import type { MessageOutcome } from '../records/message-outcome.js';
import type { RecentMessagesQuery } from './recent-messages.dto.js';
import { RECENT_MESSAGES } from './recent-messages.sql.js';

export interface MinuteOfMessages {
  minute: Date;
  /** Texts of this minute that 8x8 has taken, with any later result. */
  forwarded: Integer;
  /** Texts that wait to be sent, or are being sent. */
  forwarding: Integer;
  refused: Integer;
  /** Texts that could not be sent, or of which this is unknown. */
  failed: Integer;
  /** Texts with proof of their arrival. */
  delivered: Integer;
}

export interface RecentMessagesResponse {
  /** The start of each minute, oldest first; the last one is not over yet. */
  items: MinuteOfMessages[];
  /** Refused and failed texts of all these minutes by reason, most frequent first. */
  refusals: { reason: string; messages: Integer }[];
}

interface CountRow {
  minute: Date;
  outcome: MessageOutcome | null;
  reason: string | null;
  messages: number;
}

const TAKEN: readonly MessageOutcome[] = ['forwarded', 'delivered', 'undelivered'];
const FAILED: readonly MessageOutcome[] = ['failed', 'unknown'];

/** Counts the texts of the last minutes. */
@Injectable()
export class RecentMessagesService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
  ) {}

  /** @throws PoolNotFoundError */
  async recent(
    { minutes, pool }: RecentMessagesQuery,
    principal: Principal,
  ): Promise<RecentMessagesResponse> {
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const rows = await this.database.run<CountRow>(RECENT_MESSAGES({ minutes, poolIds }));
    return { items: byMinute(rows), refusals: byReason(rows) };
  }
}

const sumOf = (rows: readonly CountRow[], outcomes: readonly MessageOutcome[]): number =>
  rows.reduce(
    (sum, { outcome, messages }) =>
      outcome !== null && outcomes.includes(outcome) ? sum + messages : sum,
    0,
  );

const byMinute = (rows: readonly CountRow[]): MinuteOfMessages[] => {
  const minutes = [...new Set(rows.map(({ minute }) => minute.getTime()))];
  return minutes.map((minute) => {
    const ofMinute = rows.filter((row) => row.minute.getTime() === minute);
    return {
      minute: new Date(minute),
      forwarded: sumOf(ofMinute, TAKEN),
      forwarding: sumOf(ofMinute, ['forwarding']),
      refused: sumOf(ofMinute, ['refused']),
      failed: sumOf(ofMinute, FAILED),
      delivered: sumOf(ofMinute, ['delivered']),
    };
  });
};

function byReason(rows: readonly CountRow[]): RecentMessagesResponse['refusals'] {
  const counts = new Map<string, number>();
  for (const { outcome, reason, messages } of rows) {
    if (outcome !== 'refused' && !FAILED.some((each) => each === outcome)) continue;
    const name = reason ?? 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + messages);
  }
  return [...counts]
    .map(([reason, messages]) => ({ reason, messages }))
    .toSorted((a, b) => b.messages - a.messages);
}
