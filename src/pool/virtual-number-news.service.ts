import { Injectable, Logger } from '@nestjs/common';
import { PhoneNumber, type Integer } from '../common/index.js';
import { Settings } from '../config/index.js';
import { PostgresPool } from '../database/index.js';
import { type NumberNews, readNumberUpdate } from '../eightxeight/index.js';
import { JobService } from '../jobs/index.js';
import { NumberVault } from '../security/index.js';
import { VirtualNumberTakenError } from './pool.errors.js';
import type { NewNumbers } from './pool-policy.js';
import { VirtualNumberRepository } from './virtual-number.repository.js';
import {
  DATABASE_TIME,
  POOL_FOR_NEW,
  RETIRE_MISSING,
  TAKE_NEWS,
  UNKNOWN_NUMBERS,
} from './virtual-number-news.sql.js';

/** What a list of numbers is: whose, as of when, and whether it has all of them. */
export interface NewsSource {
  subAccountId: string;
  /** As of when, where a number does not say it itself; PostgreSQL's text of a time. */
  asOf: string;
  isComplete: boolean;
  /** The pool that new numbers join; absent: the oldest of the sub-account. */
  poolId?: string;
}

export interface NewsOutcome {
  /** Numbers that pools have and that were brought up to date. */
  updated: Integer;
  /** Numbers that joined a pool. */
  added: Integer;
  /** Numbers that have disappeared at 8x8, and take part in no new booking. */
  retired: Integer;
}

/** Follows what 8x8 says of the numbers of a sub-account, by its list or by VNU. */
@Injectable()
export class VirtualNumberNewsService {
  private readonly logger = new Logger(VirtualNumberNewsService.name);

  constructor(
    private readonly database: PostgresPool,
    private readonly numbers: VirtualNumberRepository,
    private readonly vault: NumberVault,
    private readonly jobs: JobService,
    private readonly settings: Settings,
  ) {}

  /** Takes a VNU. When it returns, what it says is stored. @throws MalformedMessageError */
  async takeUpdate(message: unknown): Promise<void> {
    const { subAccountId, isSnapshot, numbers } = readNumberUpdate(message);
    const canAsk = this.settings.eightXEightApiKey !== undefined;
    // A snapshot does not say of when it is: the dates in it are those of the numbers' last changes.
    // What it leaves out is settled by asking 8x8; who can't ask has to believe it.
    const time = isSnapshot && !canAsk ? undefined : asOf(numbers);
    await this.take(numbers, {
      subAccountId,
      asOf: time ?? (await this.now()),
      isComplete: isSnapshot,
    });
    if (isSnapshot && canAsk) await this.jobs.runSoon('pool-sync');
  }

  /** The database's time, to tell later news from earlier. */
  async now(): Promise<string> {
    const [row] = await this.database.run<{ now: string }>(DATABASE_TIME, []);
    return row!.now;
  }

  /**
   * Brings the numbers up to date. It may be told the same again, and in any order: older news never
   * overwrites newer.
   */
  async take(numbers: readonly NumberNews[], source: NewsSource): Promise<NewsOutcome> {
    const { subAccountId, asOf: time, isComplete } = source;
    const added = await this.add(numbers, source);
    const column = <Key extends keyof NumberNews>(key: Key) => numbers.map((news) => news[key]);
    const updated = await this.database.run(TAKE_NEWS, [
      subAccountId,
      time,
      column('msisdn'),
      numbers.map(operationalStatusOf),
      column('countryCode'),
      column('referenceId'),
      column('numberType'),
      numbers.map(healthOf),
      column('updatedAt'),
    ]);
    const retired = isComplete
      ? await this.database.run(RETIRE_MISSING, [subAccountId, time, column('msisdn')])
      : [];
    if (retired.length > 0) {
      this.logger.warn(`${retired.length} virtual numbers have disappeared at 8x8`);
    }
    return { updated: updated.length, added, retired: retired.length };
  }

  private async add(
    numbers: readonly NumberNews[],
    { subAccountId, poolId }: NewsSource,
  ): Promise<number> {
    const unknown = await this.database.run<{ msisdn: string }>(UNKNOWN_NUMBERS, [
      numbers.map(({ msisdn }) => msisdn),
    ]);
    if (unknown.length === 0) return 0;
    const [pool] = await this.database.run<{ id: string; new_numbers: NewNumbers }>(POOL_FOR_NEW, [
      subAccountId,
      poolId,
    ]);
    if (!pool) return 0;
    const names = new Set(unknown.map(({ msisdn }) => msisdn));
    const joining = numbers
      .filter(({ msisdn }) => names.has(msisdn))
      .map((news) => {
        const number = PhoneNumber.fromStored(news.msisdn);
        return {
          poolId: pool.id,
          msisdn: news.msisdn,
          msisdnIndex: this.vault.indexOf(number),
          countryCode: news.countryCode ?? number.country ?? null,
          state: pool.new_numbers === 'enable' ? ('enabled' as const) : ('pending' as const),
        };
      });
    try {
      await this.numbers.addMissing(pool.id, joining);
    } catch (error) {
      // An operator put one of them into another pool at this moment; the next list has them again.
      if (error instanceof VirtualNumberTakenError) return 0;
      throw error;
    }
    this.logger.log(`${joining.length} virtual numbers of 8x8 joined a pool`);
    return joining.length;
  }
}

/** The latest time that a number of the list gives. */
function asOf(numbers: readonly NumberNews[]): string | undefined {
  const times = numbers.map(({ updatedAt }) => updatedAt?.getTime() ?? 0);
  const latest = Math.max(0, ...times);
  return latest > 0 ? new Date(latest).toISOString() : undefined;
}

/** 8x8's list says Active also of a number whose health check failed. */
const operationalStatusOf = ({ operationalStatus, isHealthy }: NumberNews): string | undefined =>
  isHealthy === false && operationalStatus === 'Active' ? 'Unhealthy' : operationalStatus;

const healthOf = ({ isHealthy, healthStatus, healthCheckedAt }: NumberNews): string | undefined =>
  isHealthy === undefined && healthStatus === undefined
    ? undefined
    : JSON.stringify({
        isHealthy: isHealthy ?? null,
        status: healthStatus ?? null,
        lastCheckedAt: healthCheckedAt?.toISOString() ?? null,
      });
