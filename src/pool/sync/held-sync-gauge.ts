import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { poolsWithHeldSync } from '../../platform/observability/index.js';
import { GaugePool } from '../../platform/database/index.js';
import { COUNT_HELD_SYNCS } from './retirement.sql.js';

/** Milliseconds after which metrics are returned without this gauge. */
const PATIENCE_MS = 1_000;

/** Measures the number of pools with a held sync; it is the same on every replica. */
@Injectable()
export class HeldSyncGauge {
  constructor(private readonly database: GaugePool) {}

  /** Sets the gauge, to NaN if the database does not answer in time. Never throws. */
  async measure(): Promise<void> {
    const patience = new AbortController();
    const silence = delay(PATIENCE_MS, NaN, { signal: patience.signal, ref: false });
    const pools = Promise.race([this.count(), silence]).catch(() => NaN);
    poolsWithHeldSync.set(await pools);
    patience.abort();
    await silence.catch(() => undefined);
  }

  private async count(): Promise<number> {
    const [row] = await this.database.run<{ pools: number }>(COUNT_HELD_SYNCS({}));
    return row!.pools;
  }
}
