import { Injectable } from '@nestjs/common';
import { ValidationFailedError } from '../../platform/errors/index.js';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import { type Integer } from '../../platform/values/index.js';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type Query } from '../../platform/database/index.js';
import {
  forEachBatch,
  type JobItems,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import { PoolService } from '../../pool/index.js';
import type { Principal } from '../../platform/security/index.js';
import {
  CALL_STATS,
  CALL_STATS_OF_NUMBERS,
  COUNT_HOURS,
  COUNT_THESE_HOURS,
  LIST_MARKED_HOURS,
  LIST_UNCOUNTED_HOURS,
  OLDEST_UNCOUNTED,
  RECOUNT_HOURS,
  RECOUNT_THESE_HOURS,
  type StatsGroup,
} from './call-stats.sql.js';
import type { CallStatsQuery } from './call-stats.dto.js';

export interface CallSums {
  /** The day, hour, pool, virtual number or outcome; null for calls that have none. */
  key: string | null;
  calls: Integer;
  answered: Integer;
  missed: Integer;
  /**
   * Share of answered calls among the calls that rang or should have rung; null if there were none.
   */
  answerRate: number | null;
  talkSeconds: Integer;
  /** Mean talk time of the answered calls. */
  meanTalkSeconds: number | null;
  /** Mean opinion score, 1 to 5, of the calls with a known quality. */
  meanMos: number | null;
}

export interface CallStatsResponse extends Page<CallSums> {
  /** Start of the first full hour that is included. */
  from: string;
  to: string;
  groupBy: StatsGroup;
}

interface StatsRow {
  key: string | null;
  calls: number;
  answered: number;
  missed: number;
  attempted: number;
  talk_seconds: number;
  mean_mos: number | null;
}

interface RecountRow {
  marks: number;
  hours: number;
}

const HOUR_MS = 60 * 60 * 1000;
const MAX_DAYS = 366;
/** Hours per statement. */
const HOURS_AT_ONCE = 24;

/** Counts calls by the hour and returns their sums. */
@Injectable()
export class CallStatsService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
    private readonly settings: Settings,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Returns the sums of the calls of full hours.
   * @throws ValidationFailedError, PoolNotFoundError, InvalidCursorError
   */
  async stats(query: CallStatsQuery, principal: Principal): Promise<CallStatsResponse> {
    const { from, to, groupBy, pool, virtualNumbers, limit, cursor } = query;
    const after = decodeCursor(cursor, isPositionOf(groupBy))?.slice(groupBy.length + 1);
    const start = new Date(Math.floor(Date.parse(from) / HOUR_MS) * HOUR_MS);
    const end = new Date(Math.ceil(Date.parse(to) / HOUR_MS) * HOUR_MS);
    if (end <= start) refuse('to', 'must be later than from');
    if (end.getTime() - start.getTime() > MAX_DAYS * 24 * HOUR_MS) {
      refuse('to', `must be at most ${MAX_DAYS} days after from`);
    }
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const { callUnknownAfterHours: unknownAfterHours } = this.settings;
    const asked = { from: start, to: end, poolIds, unknownAfterHours, limit: limit + 1, after };
    const rows = await this.database.run<StatsRow>(
      virtualNumbers === undefined
        ? CALL_STATS[groupBy](asked)
        : CALL_STATS_OF_NUMBERS[groupBy]({ ...asked, virtualNumbers: numbersIn(virtualNumbers) }),
    );
    return {
      from: start.toISOString(),
      to: end.toISOString(),
      groupBy,
      ...toPage(rows, limit, ({ key }) => `${groupBy}|${key}`, statsOf),
    };
  }

  /**
   * Counts all hours that are closed by the database's clock, back to the first call, and recounts
   * marked hours. Can run concurrently.
   */
  @ScheduledJob({ name: 'call-stats' })
  async run(run: JobRun): Promise<{ hours: number; recounted: number; setAside: number }> {
    const items = await this.setAsides.begin('call-stats');
    const hours = await this.countAll(run, items);
    const recounted = await this.recountAll(run, items);
    return { hours, recounted, setAside: items.setAside };
  }

  private async countAll(run: JobRun, items: JobItems): Promise<number> {
    const [row] = await this.database.run<{ from: Date | null }>(OLDEST_UNCOUNTED({}));
    const limit = HOURS_AT_ONCE;
    const to = 'infinity';
    return forEachBatch(run, items, {
      kind: 'hour',
      size: limit,
      from: row?.from?.toISOString() ?? 'infinity',
      runNext: async (from, except) => {
        const found = await this.count(COUNT_HOURS({ from, to, limit, except }));
        return { found, reached: from };
      },
      list: (from, except) => this.list(LIST_UNCOUNTED_HOURS({ from, to, limit, except })),
      runOnly: (hours) => this.count(COUNT_THESE_HOURS({ hours })),
    });
  }

  /**
   * Recounts the marked hours.
   * @returns the number of recounted hours; marked hours with deleted calls are not recounted
   */
  private async recountAll(run: JobRun, items: JobItems): Promise<number> {
    const limit = HOURS_AT_ONCE;
    let recounted = 0;
    const recount = async (batch: Promise<RecountRow>): Promise<number> => {
      const { marks, hours } = await batch;
      recounted += hours;
      return marks;
    };
    await forEachBatch(run, items, {
      kind: 'recount',
      size: limit,
      from: '',
      runNext: async (from, except) => {
        return { found: await recount(this.recountHours(except)), reached: from };
      },
      list: (_from, except) => this.list(LIST_MARKED_HOURS({ limit, except })),
      runOnly: (hours) => recount(this.recount(RECOUNT_THESE_HOURS({ hours }))),
    });
    return recounted;
  }

  /**
   * Recounts hours for which a report arrived after they had been counted. Hours with deleted calls
   * are not recounted. Can run concurrently.
   * @param except set-aside hours
   * @returns the number of removed marks and of counted hours
   */
  recountHours(except: readonly string[] = []): Promise<RecountRow> {
    return this.recount(RECOUNT_HOURS({ limit: HOURS_AT_ONCE, except }));
  }

  private async recount(query: Query): Promise<RecountRow> {
    return (await this.database.run<RecountRow>(query))[0]!;
  }

  /** Counts closed hours, once each. Can run concurrently. @returns the number of counted hours */
  countHours(from: Date, to: Date): Promise<number> {
    return this.count(COUNT_HOURS({ from, to, limit: HOURS_AT_ONCE, except: [] }));
  }

  private async count(query: Query): Promise<number> {
    const [row] = await this.database.run<{ hours: number }>(query);
    return row?.hours ?? 0;
  }

  private async list(query: Query): Promise<string[]> {
    const rows = await this.database.run<{ hour: Date }>(query);
    return rows.map(({ hour }) => hour.toISOString());
  }
}

/** Positions of one grouping are not those of another. */
const isPositionOf =
  (groupBy: StatsGroup) =>
  (text: string): boolean =>
    text.startsWith(`${groupBy}|`);

const numbersIn = (text: string): string[] =>
  text.split(',').map((number) => `+${number.replace(/^[+ ]/, '')}`);

function refuse(path: string, message: string): never {
  throw new ValidationFailedError([{ path, message: `${path} ${message}` }]);
}

const statsOf = ({ attempted, talk_seconds, mean_mos, ...row }: StatsRow): CallSums => ({
  ...row,
  answerRate: attempted === 0 ? null : row.answered / attempted,
  talkSeconds: talk_seconds,
  meanTalkSeconds: row.answered === 0 ? null : talk_seconds / row.answered,
  meanMos: mean_mos,
});
