import { Injectable } from '@nestjs/common';
import { ValidationFailedError } from '../../platform/errors/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import type { Principal } from '../../platform/security/index.js';
import type { Integer } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import type { MessageStatsQuery } from './message-stats.dto.js';
import { MESSAGE_STATS, type MessageStatsGroup } from './message-stats.sql.js';

/** What 8x8 charges, in one currency. */
export interface MessageCosts {
  /** ISO 4217, as 8x8 reports it; null if it reported none. */
  currency: string | null;
  /** For texts that arrived. */
  inbound: number;
  /** For texts that were sent, from their receipts. */
  outbound: number;
}

export interface MessageSums {
  /** The day, month, pool, virtual number or outcome; null for texts that have none. */
  key: string | null;
  /** The pool's name; null without `byPool`, and for texts to numbers in no pool. */
  pool: string | null;
  messages: Integer;
  /** Texts that 8x8 has taken, whatever became of them. */
  forwarded: Integer;
  /** Texts with proof of their arrival. */
  delivered: Integer;
  undelivered: Integer;
  refused: Integer;
  failed: Integer;
  unknown: Integer;
  /** SMS parts of the texts that 8x8 has taken. */
  parts: Integer;
  costs: MessageCosts[];
}

export interface MessageStatsResponse {
  from: string;
  to: string;
  groupBy: MessageStatsGroup;
  items: MessageSums[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_DAYS = 366;

/** Returns sums and costs of texts. */
@Injectable()
export class MessageStatsService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
  ) {}

  /** @throws ValidationFailedError, PoolNotFoundError */
  async stats(
    { from, to, groupBy, byPool, pool }: MessageStatsQuery,
    principal: Principal,
  ): Promise<MessageStatsResponse> {
    const start = new Date(from);
    const end = new Date(to);
    if (end <= start) refuse('to', 'must be later than from');
    if (end.getTime() - start.getTime() > MAX_DAYS * DAY_MS) {
      refuse('to', `must be at most ${MAX_DAYS} days after from`);
    }
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const items = await this.database.run<MessageSums>(
      MESSAGE_STATS[groupBy]({ from: start, to: end, poolIds, byPool: byPool === 'true' }),
    );
    return { from: start.toISOString(), to: end.toISOString(), groupBy, items };
  }
}

function refuse(path: string, message: string): never {
  throw new ValidationFailedError([{ path, message: `${path} ${message}` }]);
}
