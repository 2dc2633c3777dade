import { Injectable } from '@nestjs/common';
import { oldestUndeliveredEventSeconds } from '../../platform/observability/index.js';
import { DeliveryRepository } from './delivery.repository.js';

/** Milliseconds for which an age that was seen is good enough. */
const FRESH_MS = 15_000;
/** Milliseconds after which metrics are shown without it. */
const PATIENCE_MS = 1_000;

/** How far behind the deliveries are: the same on every replica, whichever of them delivers. */
@Injectable()
export class UndeliveredAge {
  private seenAt = -Infinity;

  constructor(private readonly deliveries: DeliveryRepository) {}

  /** Sets the gauge; to NaN, if the database can't tell. Never throws. */
  async measure(): Promise<void> {
    if (performance.now() - this.seenAt < FRESH_MS) return;
    this.seenAt = performance.now();
    const silence = AbortSignal.timeout(PATIENCE_MS);
    const unknown = new Promise<number>((resolve) => {
      silence.addEventListener('abort', () => resolve(NaN), { once: true });
    });
    const age = this.deliveries.oldestUndelivered().catch(() => NaN);
    oldestUndeliveredEventSeconds.set(await Promise.race([age, unknown]));
  }
}
