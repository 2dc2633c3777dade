import { Injectable } from '@nestjs/common';
import { oldestUndeliveredEventSeconds } from '../../platform/observability/index.js';
import { GaugePool } from '../../platform/database/index.js';
import { OLDEST_UNDELIVERED } from './delivery.sql.js';

/** Milliseconds for which a measured age is reused. */
const FRESH_MS = 15_000;
/** Milliseconds after which `/metrics` responds without the age. */
const PATIENCE_MS = 1_000;

/**
 * Measures how far deliveries lag behind. Every replica reports the same value, whichever one
 * delivers.
 */
@Injectable()
export class UndeliveredAge {
  private seenAt = -Infinity;

  constructor(private readonly database: GaugePool) {}

  /** Sets the gauge, or sets it to NaN if the database does not respond. Never throws. */
  async measure(): Promise<void> {
    if (performance.now() - this.seenAt < FRESH_MS) return;
    this.seenAt = performance.now();
    const silence = AbortSignal.timeout(PATIENCE_MS);
    const unknown = new Promise<number>((resolve) => {
      silence.addEventListener('abort', () => resolve(NaN), { once: true });
    });
    const age = this.oldest().catch(() => NaN);
    oldestUndeliveredEventSeconds.set(await Promise.race([age, unknown]));
  }

  /** Returns the age of the oldest undelivered event in seconds; 0 if all are delivered. */
  private async oldest(): Promise<number> {
    const [row] = await this.database.run<{ age: number | null }>(OLDEST_UNDELIVERED({}));
    return row?.age ?? 0;
  }
}
