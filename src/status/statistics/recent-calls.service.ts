import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { Settings } from '../../platform/config/index.js';
import type { Principal } from '../../platform/security/index.js';
import type { Integer } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import type { CallOutcome } from '../records/call-outcome.js';
import type { RecentCallsQuery } from './recent-calls.dto.js';
import { RECENT_CALLS } from './recent-calls.sql.js';

export interface MinuteOfCalls {
  minute: Date;
  /** Calls of this minute by Maskline's decision. */
  connected: Integer;
  refused: Integer;
  /** Calls that were asked for a PIN. */
  asked: Integer;
  /** Calls of this minute that were answered. */
  answered: Integer;
}

export interface RecentCallsResponse {
  /** The start of each minute, oldest first; the last one is not over yet. */
  items: MinuteOfCalls[];
  /** Refused calls of all these minutes by reason, most frequent first. */
  refusals: { reason: string; calls: Integer }[];
}

interface CountRow {
  minute: Date;
  decision: 'connect' | 'refuse' | 'ask' | null;
  reason: string | null;
  outcome: CallOutcome | null;
  calls: number;
}

/** Counts the calls of the last minutes, which the statistics of full hours do not show yet. */
@Injectable()
export class RecentCallsService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
    private readonly settings: Settings,
  ) {}

  /** @throws PoolNotFoundError */
  async recent(
    { minutes, pool }: RecentCallsQuery,
    principal: Principal,
  ): Promise<RecentCallsResponse> {
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const { callUnknownAfterHours: unknownAfterHours } = this.settings;
    const rows = await this.database.run<CountRow>(
      RECENT_CALLS({ minutes, poolIds, unknownAfterHours }),
    );
    return { items: byMinute(rows), refusals: byReason(rows) };
  }
}

const sumOf = (rows: readonly CountRow[]): number =>
  rows.reduce((sum, { calls }) => sum + calls, 0);

/** Returns the rows in groups that have the same key, in the order of their first rows. */
function grouped<Key>(
  rows: readonly CountRow[],
  keyOf: (row: CountRow) => Key,
): [Key, CountRow[]][] {
  const groups = new Map<Key, CountRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups];
}

const byMinute = (rows: readonly CountRow[]): MinuteOfCalls[] =>
  grouped(rows, ({ minute }) => minute.getTime()).map(([minute, ofMinute]) => ({
    minute: new Date(minute),
    connected: sumOf(ofMinute.filter(({ decision }) => decision === 'connect')),
    refused: sumOf(ofMinute.filter(({ decision }) => decision === 'refuse')),
    asked: sumOf(ofMinute.filter(({ decision }) => decision === 'ask')),
    answered: sumOf(ofMinute.filter(({ outcome }) => outcome === 'answered')),
  }));

const byReason = (rows: readonly CountRow[]): RecentCallsResponse['refusals'] =>
  grouped(
    rows.filter(({ decision }) => decision === 'refuse'),
    ({ reason }) => reason ?? 'unknown',
  )
    .map(([reason, ofReason]) => ({ reason, calls: sumOf(ofReason) }))
    .toSorted((a, b) => b.calls - a.calls);
