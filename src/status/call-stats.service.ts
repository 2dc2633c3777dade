import { Injectable } from '@nestjs/common';
import { type Integer, ValidationFailedError } from '../common/index.js';
import { Settings } from '../config/index.js';
import { PostgresPool } from '../database/index.js';
import type { JobRun } from '../jobs/index.js';
import { PoolService } from '../pool/index.js';
import type { Access } from '../security/index.js';
import {
  callStatsStatement,
  COUNT_HOURS,
  OLDEST_UNCOUNTED,
  RECOUNT_HOURS,
  type StatsGroup,
} from './call-stats.sql.js';
import type { CallStatsQuery } from './call-stats.dto.js';

export interface CallSums {
  /** The day, hour, pool, virtual number or outcome; null: of none. */
  key: string | null;
  calls: Integer;
  answered: Integer;
  missed: Integer;
  /** Answered, of the calls that rang or should have; null if there were none. */
  answerRate: number | null;
  talkSeconds: Integer;
  /** Of the answered calls. */
  meanTalkSeconds: number | null;
  /** Mean opinion score, 1 to 5, of the calls whose quality is known. */
  meanMos: number | null;
}

export interface CallStatsAnswer {
  /** Full hours. */
  from: string;
  to: string;
  groupBy: StatsGroup;
  items: CallSums[];
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

const HOUR_MS = 60 * 60 * 1000;
const MOST_DAYS = 366;
/** Hours that one request, or one step of a job, counts. */
const HOURS_AT_ONCE = 24;

/** What the calls were like, in sums. */
@Injectable()
export class CallStatsService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
    private readonly settings: Settings,
  ) {}

  /** @throws ValidationFailedError, PoolNotFoundError */
  async stats(
    { from, to, groupBy, pool }: CallStatsQuery,
    access: Access,
  ): Promise<CallStatsAnswer> {
    const start = new Date(Math.floor(Date.parse(from) / HOUR_MS) * HOUR_MS);
    const end = new Date(Math.ceil(Date.parse(to) / HOUR_MS) * HOUR_MS);
    if (end <= start) refuse('to', 'must be later than from');
    if (end.getTime() - start.getTime() > MOST_DAYS * 24 * HOUR_MS) {
      refuse('to', `must be at most ${MOST_DAYS} days after from`);
    }
    const poolIds =
      pool === undefined ? access.poolIds : [(await this.pools.find(pool, access)).id];
    const rows = await this.database.run<StatsRow>(callStatsStatement(groupBy), [
      start,
      end,
      poolIds,
      this.settings.callUnknownAfterHours,
    ]);
    return {
      from: start.toISOString(),
      to: end.toISOString(),
      groupBy,
      items: rows.map(statsOf),
    };
  }

  /** Counts all hours that are over, as far back as there are calls, and those that have changed. */
  async run(run: JobRun): Promise<{ hours: number; recounted: number }> {
    const counted = await this.countAll(run);
    return { ...counted, recounted: await this.recountAll(run) };
  }

  private async recountAll(run: JobRun): Promise<number> {
    let recounted = 0;
    for (let marks = HOURS_AT_ONCE; marks === HOURS_AT_ONCE && (await run.mayGoOn());) {
      const batch = await this.recountHours();
      ({ marks } = batch);
      recounted += batch.hours;
    }
    return recounted;
  }

  private async countAll(run: JobRun): Promise<{ hours: number }> {
    const [row] = await this.database.run<{ from: Date | null }>(OLDEST_UNCOUNTED, []);
    let hours = 0;
    if (!row?.from) return { hours };
    for (
      let counted = HOURS_AT_ONCE;
      counted === HOURS_AT_ONCE && (await run.mayGoOn());
      hours += counted
    ) {
      counted = await this.countHours(row.from, new Date());
    }
    return { hours };
  }

  /**
   * Counts hours again of which a report came after they had been counted; those of which calls have been
   * deleted stay as they are. It may run twice at once.
   * @returns how many marks it took, and how many hours it counted
   */
  async recountHours(limit = HOURS_AT_ONCE): Promise<{ marks: number; hours: number }> {
    const [row] = await this.database.run<{ marks: number; hours: number }>(RECOUNT_HOURS, [limit]);
    return row!;
  }

  /**
   * Counts hours that are over, so that statistics need not read their calls again. It may run twice at
   * once. @returns how many hours it counted; less than asked for: there are no more
   */
  async countHours(from: Date, to: Date, most = HOURS_AT_ONCE): Promise<number> {
    const [row] = await this.database.run<{ hours: number }>(COUNT_HOURS, [from, to, most]);
    return row?.hours ?? 0;
  }
}

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
