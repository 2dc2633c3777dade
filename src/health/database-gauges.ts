import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { POOL_GAUGES, type PoolGaugeRow } from '../booking/index.js';
import { WAITING_DELIVERIES } from '../events/index.js';
import { WAITING_TEXTS, type WaitingTextsRow } from '../messaging/index.js';
import { Settings } from '../platform/config/index.js';
import { GaugePool } from '../platform/database/index.js';
import { JOB_LAGS, type JobLagRow, JobRegistry } from '../platform/jobs/index.js';
import {
  eventsWaiting,
  gaugeReads,
  jobLag,
  MAX_POOL_LABELS,
  oldestWaitingTextSeconds,
  OTHER_POOLS,
  poolActiveBookings,
  poolLabels,
  poolNumbers,
  poolPeakOverMean,
  poolRecentCalls,
  textsWaiting,
} from '../platform/observability/index.js';
import { RECENT_OUTCOMES, type RecentOutcomeRow } from '../status/index.js';

/** Milliseconds after which a page is returned with the values of the last read. */
const PATIENCE_MS = 1_000;
/** How often the gauges are read, as a multiple of `metricsFreshness`: the pools cost more. */
const PAGES = { queues: 10, pools: 60 };

/**
 * The gauges that come from the database, the same on every replica. A scrape starts a read of what is
 * old, on the connection for gauges and with a time limit. A gauge that cannot be read has no value.
 */
@Injectable()
export class DatabaseGauges {
  private readonly queues: GaugeGroup;
  private readonly pools: GaugeGroup;

  constructor(
    private readonly database: GaugePool,
    private readonly jobs: JobRegistry,
    private readonly settings: Settings,
  ) {
    const { metricsFreshness } = settings.httpLimits;
    this.queues = new GaugeGroup('queues', PAGES.queues * metricsFreshness, {
      read: () => this.readQueues(),
      clear: clearQueues,
    });
    this.pools = new GaugeGroup('pools', PAGES.pools * metricsFreshness, {
      read: () => this.readPools(),
      clear: clearPools,
    });
  }

  /** Never throws. */
  async measure(): Promise<void> {
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([
      Promise.all([this.queues.measure(), this.pools.measure()]),
      delay(PATIENCE_MS, undefined, { signal, ref: false }).catch(() => undefined),
    ]);
    patience.abort();
  }

  private async readQueues(): Promise<void> {
    const names = this.jobs.all().map(({ name }) => name);
    const lags = await this.database.run<JobLagRow>(JOB_LAGS({ names }));
    const [events] = await this.database.run<{ waiting: number }>(WAITING_DELIVERIES({}));
    const [texts] = await this.database.run<WaitingTextsRow>(WAITING_TEXTS({}));
    for (const { name, seconds } of lags) jobLag.set({ job_name: name }, seconds);
    eventsWaiting.set(events!.waiting);
    textsWaiting.set(texts!.waiting);
    oldestWaitingTextSeconds.set(texts!.oldest);
  }

  private async readPools(): Promise<void> {
    const { callUnknownAfterHours: unknownAfterHours } = this.settings;
    const rows = await this.database.run<PoolGaugeRow>(POOL_GAUGES({ pools: MAX_POOL_LABELS }));
    const calls = await this.database.run<RecentOutcomeRow>(RECENT_OUTCOMES({ unknownAfterHours }));
    poolLabels.learn(rows);
    clearPools();
    for (const row of rows) showPool(row);
    for (const { pool_id: poolId, outcome, calls: count } of calls) {
      poolRecentCalls.inc({ pool: poolLabels.of(poolId), outcome }, count);
    }
  }
}

/** Gauges that are read together, when a page is asked for and they are old. */
class GaugeGroup {
  private readAt = -Infinity;
  private running: Promise<void> | undefined;

  constructor(
    private readonly name: 'queues' | 'pools',
    private readonly freshMs: number,
    private readonly gauges: { read: () => Promise<void>; clear: () => void },
  ) {}

  /** Never throws. A read that takes long goes on, and the next page waits for it too. */
  measure(): Promise<void> {
    if (!this.running && performance.now() - this.readAt >= this.freshMs) {
      this.running = this.read().finally(() => {
        this.running = undefined;
        this.readAt = performance.now();
      });
    }
    return this.running ?? Promise.resolve();
  }

  private async read(): Promise<void> {
    try {
      await this.gauges.read();
      gaugeReads.inc({ group: this.name, outcome: 'done' });
    } catch {
      gaugeReads.inc({ group: this.name, outcome: 'failed' });
      this.gauges.clear();
    }
  }
}

function showPool(row: PoolGaugeRow): void {
  const pool = poolLabels.of(row.id);
  if (pool === OTHER_POOLS) return;
  for (const state of ['free', 'full', 'reserved', 'unavailable'] as const) {
    poolNumbers.set({ pool, state }, row[state]);
  }
  poolActiveBookings.set({ pool }, row.active);
  if (row.peak_over_mean !== null) poolPeakOverMean.set({ pool }, row.peak_over_mean);
}

function clearQueues(): void {
  jobLag.reset();
  for (const gauge of [eventsWaiting, textsWaiting, oldestWaitingTextSeconds]) gauge.set(NaN);
}

function clearPools(): void {
  for (const gauge of [poolNumbers, poolActiveBookings, poolPeakOverMean, poolRecentCalls]) {
    gauge.reset();
  }
}
