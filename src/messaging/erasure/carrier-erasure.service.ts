import { Injectable } from '@nestjs/common';
import { SmsApiClient } from '../../eightxeight/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { type JobRun, ScheduledJob } from '../../platform/jobs/index.js';
import type { Integer } from '../../platform/values/index.js';
import type { CarrierErasure } from '../model/carrier-erasure.entity.js';
import {
  CLAIM_ERASURE,
  COUNT_ERASURES,
  FINISH_ERASURE,
  POSTPONE_ERASURE,
} from './carrier-erasure.sql.js';

/** The pace of the requests; tests replace it. */
@Injectable()
export class CarrierErasureLimits {
  /** Milliseconds from one request to the next. 8x8 documents one a second for reading a message. */
  paceMs = 1_000;
}

/** Seconds; the pause doubles with each attempt. */
const FIRST_PAUSE = 60;
const LONGEST_PAUSE = 24 * 60 * 60;

/** Texts of erased phone numbers that 8x8 has yet to erase. */
export interface CarrierErasuresResponse {
  waiting: Integer;
  /** How many of them 8x8 was asked to erase before, without success. */
  tried: Integer;
  /** Since when the oldest one waits; null: none waits. */
  oldestAt: Date | null;
  /** When 8x8 is asked next; null: none waits. */
  nextAt: Date | null;
}

type DueErasure = RowOf<CarrierErasure, 'umid' | 'poolId' | 'subAccountId' | 'attempts'>;

/** Asks 8x8 to erase the texts and numbers of erased messages from its own records. */
@Injectable()
export class CarrierErasureService {
  constructor(
    private readonly database: PostgresPool,
    private readonly eightXEight: SmsApiClient,
    private readonly limits: CarrierErasureLimits,
  ) {}

  /**
   * Asks for one text at a time. Ends early if 8x8 does not answer or is too busy; the next run
   * continues. A text that 8x8 refuses to erase is tried again later, and never dropped.
   */
  @ScheduledJob({ name: 'carrier-erasures' })
  async run(run: JobRun): Promise<{ erased: number; refused: number; postponed: number }> {
    const counts = { erased: 0, refused: 0, postponed: 0 };
    while (await run.shouldContinue(counts.erased + counts.refused > 0 ? this.limits.paceMs : 0)) {
      const [due] = await this.database.run<DueErasure>(CLAIM_ERASURE({}));
      if (!due) break;
      const { umid, pool_id: poolId, sub_account_id: subAccountId, attempts } = due;
      const outcome = await this.eightXEight.erase(subAccountId, umid);
      counts[outcome.kind] += 1;
      if (outcome.kind === 'erased') {
        await this.database.run(FINISH_ERASURE({ umid, poolId }));
        continue;
      }
      const retryAfter = outcome.kind === 'postponed' ? (outcome.retryAfterMs ?? 0) / 1_000 : 0;
      const pauseSeconds = Math.max(retryAfter, pauseAfter(attempts));
      await this.database.run(POSTPONE_ERASURE({ umid, poolId, pauseSeconds }));
      if (outcome.kind === 'postponed') break;
    }
    return counts;
  }

  /** Counts the texts that 8x8 has yet to erase. */
  async waiting(): Promise<CarrierErasuresResponse> {
    const [counts] = await this.database.run<CarrierErasuresResponse>(COUNT_ERASURES({}));
    return counts!;
  }
}

const pauseAfter = (attempts: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts - 1, 11));
