import { Injectable, Logger } from '@nestjs/common';
import { malformedNumbers } from '../../platform/observability/index.js';
import { type Integer, PhoneNumber } from '../../platform/values/index.js';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import { Slices } from '../../platform/input/index.js';
import { type CarrierNumber, readNumberState, readNumberUpdate } from '../../eightxeight/index.js';
import { JobService } from '../../platform/jobs/index.js';
import { AddingRepository, type NewVirtualNumber } from '../numbers/adding.repository.js';
import type { NumberHealth } from '../numbers/virtual-number.entity.js';
import type { SyncSource } from './held-sync.entity.js';
import { NumberReports, operationalStatusOf } from './number-report.js';
import { NumberUpdateQueue } from './number-update-queue.js';
import { Pace } from './pace.js';
import { VirtualNumberTakenError } from '../pools/pool.errors.js';
import type { NewNumbers } from '../pools/pool-policy.js';
import { RetirementService } from './retirement.service.js';
import {
  DATABASE_TIME,
  POOL_FOR_NEW,
  UPDATE_NUMBERS,
  UNKNOWN_NUMBERS,
} from './number-update.sql.js';

/** Describes a list of numbers: its sub-account, its time, and whether it is complete. */
export interface ReportSource {
  subAccountId: string;
  kind: SyncSource;
  /** Time of the reports that have none of their own; a time as PostgreSQL's text. */
  asOf: string;
  isComplete: boolean;
  /** The pool that new numbers join; undefined for the oldest of the sub-account. */
  poolId?: string;
}

export interface SyncOutcome {
  /** Numbers of pools that were updated. */
  updated: Integer;
  /** Numbers that were added to a pool. */
  added: Integer;
  /** Numbers that 8x8 no longer lists; they take no new bookings. */
  retired: Integer;
  /**
   * Numbers that were not retired, because they are most of a pool: an operator must confirm it.
   */
  held: Integer;
  /** Numbers that were not added, because they are phones of parties to live bookings. */
  inUse: Integer;
}

/** Entries of a message that are not numbers. */
export interface UnreadableEntries {
  count: number;
  /** The first few entries. */
  samples: unknown[];
}

/** Numbers per statement: few enough that neither calls nor bookings wait for it. */
const CHUNK = 200;
const MAX_SAMPLES = 20;

/** Updates the numbers of a sub-account from 8x8's list or from VNUs. */
@Injectable()
export class NumberUpdateService {
  private readonly logger = new Logger(NumberUpdateService.name);

  constructor(
    private readonly database: PostgresPool,
    private readonly numbers: AddingRepository,
    private readonly retirement: RetirementService,
    private readonly queue: NumberUpdateQueue,
    private readonly jobs: JobService,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes a VNU; it is stored when this returns.
   * @returns the entries that are not numbers
   * @throws MalformedMessageError
   */
  async takeUpdate(message: unknown): Promise<UnreadableEntries> {
    const { subAccountId, isSnapshot, totalNumbers, entries } = readNumberUpdate(message);
    const { reports, unreadable } = await this.read(entries);
    const isComplete = isSnapshot && unreadable.count === 0 && reports.size === totalNumbers;
    const hasApiKey = this.settings.eightXEightApiKey !== undefined;
    // A snapshot has no time of its own: its dates are those of the numbers' last changes. With an API key,
    // a sync with 8x8's list decides on the missing numbers; without one, the snapshot has to.
    const time = isComplete && !hasApiKey ? undefined : reports.latest()?.toISOString();
    const source: ReportSource = {
      subAccountId,
      kind: 'snapshot',
      asOf: time ?? (await this.now()),
      isComplete,
    };
    if (reports.size > CHUNK) {
      await this.queue.add({ reports, source }, (update) =>
        this.take(update.reports, update.source),
      );
    } else await this.take(reports, source);
    if (isComplete && hasApiKey) await this.jobs.runSoon('pool-sync');
    return unreadable;
  }

  /** Returns the database's time, by which older and newer reports are distinguished. */
  async now(): Promise<string> {
    const [row] = await this.database.run<{ now: string }>(DATABASE_TIME({}));
    return row!.now;
  }

  /**
   * Updates the numbers in chunks. Reports may be repeated and come in any order: an older report
   * never overwrites a newer one. If this fails halfway, a part is stored and nothing is retired.
   */
  async take(reports: NumberReports, source: ReportSource): Promise<SyncOutcome> {
    const { subAccountId, kind, asOf, isComplete } = source;
    const outcome = { updated: 0, added: 0, retired: 0, held: 0, inUse: 0 };
    const seenSince = await this.now();
    const pace = new Pace();
    for (const chunk of reports.chunks(CHUNK)) {
      const { added, inUse } = await this.add(chunk, source);
      outcome.added += added;
      outcome.inUse += inUse;
      outcome.updated += await this.update(chunk, source);
      if (reports.size > CHUNK) await pace.rest();
    }
    if (isComplete) {
      const list = { subAccountId, source: kind, asOf, seenSince };
      Object.assign(outcome, await this.retirement.retireMissing(list));
    }
    if (outcome.added > 0) {
      this.logger.log(`${outcome.added} virtual numbers of 8x8 were added to a pool`);
    }
    if (outcome.inUse > 0) {
      this.logger.warn(
        `${outcome.inUse} numbers of 8x8 stay out of a pool: they are phones of live bookings`,
      );
    }
    return outcome;
  }

  private async read(
    entries: readonly unknown[],
  ): Promise<{ reports: NumberReports; unreadable: UnreadableEntries }> {
    const slices = new Slices();
    const reports = new NumberReports();
    const unreadable: UnreadableEntries = { count: 0, samples: [] };
    for (const entry of entries) {
      const report = readNumberState(entry);
      if (report) reports.add(report);
      else {
        unreadable.count += 1;
        if (unreadable.samples.length < MAX_SAMPLES) unreadable.samples.push(entry);
      }
      await slices.next();
    }
    if (unreadable.count > 0) {
      malformedNumbers.inc({ source: 'VNU' }, unreadable.count);
      this.logger.warn(`${unreadable.count} entries of a VNU are not numbers; nothing is retired`);
    }
    return { reports, unreadable };
  }

  private async update(
    chunk: readonly CarrierNumber[],
    { subAccountId, asOf }: ReportSource,
  ): Promise<number> {
    const numbers = chunk.map((state) => ({
      ...state,
      operationalStatus: operationalStatusOf(state),
      health: healthOf(state),
    }));
    const [row] = await this.database.run<{ updated: number }>(
      UPDATE_NUMBERS({ subAccountId, asOf, numbers }),
    );
    return row!.updated;
  }

  private async add(
    chunk: readonly CarrierNumber[],
    { subAccountId, poolId }: ReportSource,
  ): Promise<{ added: number; inUse: number }> {
    const none = { added: 0, inUse: 0 };
    const msisdns = chunk.map(({ msisdn }) => msisdn);
    const unknown = await this.database.run<{ msisdn: string }>(UNKNOWN_NUMBERS({ msisdns }));
    if (unknown.length === 0) return none;
    const [pool] = await this.database.run<{ id: string; new_numbers: NewNumbers }>(
      POOL_FOR_NEW({ subAccountId, poolId }),
    );
    if (!pool) return none;
    const names = new Set(unknown.map(({ msisdn }) => msisdn));
    const state = pool.new_numbers === 'enable' ? 'enabled' : 'pending';
    const joining = await this.joining(chunk.filter(({ msisdn }) => names.has(msisdn)));
    try {
      const numbers = joining.map((number) => ({ ...number, state }) as const);
      const { added, inUse } = await this.numbers.addMissing(pool.id, numbers, true);
      return { added, inUse: inUse.length };
    } catch (error) {
      // An operator has just added one of them to another pool; the next list contains the others again.
      if (error instanceof VirtualNumberTakenError) return none;
      throw error;
    }
  }

  private async joining(chunk: readonly CarrierNumber[]): Promise<NewVirtualNumber[]> {
    const slices = new Slices();
    const joining: NewVirtualNumber[] = [];
    for (const state of chunk) {
      const { msisdn, countryCode } = state;
      joining.push({
        msisdn,
        // Determining the country is the slowest step here.
        countryCode: countryCode ?? PhoneNumber.fromStored(msisdn).country,
        // Set at once: a number that is briefly Active could take a booking.
        operationalStatus: operationalStatusOf(state),
      });
      await slices.next();
    }
    return joining;
  }
}

const healthOf = ({
  isHealthy,
  healthStatus,
  healthCheckedAt,
}: CarrierNumber): NumberHealth | undefined =>
  isHealthy === undefined && healthStatus === undefined
    ? undefined
    : {
        isHealthy: isHealthy ?? null,
        status: healthStatus ?? null,
        lastCheckedAt: healthCheckedAt?.toISOString() ?? null,
      };
