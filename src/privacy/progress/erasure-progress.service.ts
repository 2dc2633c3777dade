import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import {
  decodeCursor,
  type Page,
  type PageQuery,
  toPage,
  toProblem,
} from '../../platform/rest/index.js';
import type { Integer, Uuid } from '../../platform/values/index.js';
import type { Erasure } from './erasure.entity.js';
import {
  BEGIN_ERASURE,
  BEGIN_STEP,
  END_ERASURE,
  FINISH_STEP,
  LIST_ERASURES,
} from './erasure-progress.sql.js';
import { type ErasureCounts, NOTHING_ERASED } from './erasure-counts.js';
import { ERASURE_STEPS, type ErasureStep } from './erasure-steps.js';

/** An erasure and how far it is. It does not say whose phone number was erased. */
export interface ErasureProgress {
  id: Uuid;
  /** `interrupted`: its process has died; repeat the request. */
  status: 'running' | 'done' | 'failed' | 'interrupted';
  /** The beginning of the key that requested it, or `bootstrap`. */
  actor: string;
  begunAt: Date;
  /** What is being erased; null before the first step and after the last one. */
  step: ErasureStep | null;
  stepBegunAt: Date;
  stepsDone: Integer;
  steps: Integer;
  /** How much was erased so far. */
  counts: ErasureCounts;
  endedAt: Date | null;
  /** The code of the error that ended it. */
  code: string | null;
}

/** Runs the steps of an erasure one by one, and records each. */
export interface RunningErasure {
  id: string;
  /** Data stored before this time is erased. */
  begunAt: Date;
  /** The same time with microseconds. */
  before: string;
  step(
    name: ErasureStep,
    run: () => Promise<Partial<ErasureCounts> | void>,
  ): Promise<Partial<ErasureCounts>>;
}

type ErasureRow = RowOf<Erasure> & { status: ErasureProgress['status'] };

/** Records the progress of erasures, so that operators see it on every replica. */
@Injectable()
export class ErasureProgressService {
  constructor(private readonly database: PostgresPool) {}

  /** Runs an erasure. If it fails, its record says so. */
  async run<Result>(
    actor: string,
    erase: (erasure: RunningErasure) => Promise<Result>,
  ): Promise<Result> {
    const id = uuidv7();
    const [begun] = await this.database.run<{ at: Date; text: string }>(
      BEGIN_ERASURE({ id, actor }),
    );
    try {
      return await erase({
        id,
        begunAt: begun!.at,
        before: begun!.text,
        step: async (step, run) => {
          await this.database.run(BEGIN_STEP({ id, step }));
          const counts = (await run()) ?? {};
          await this.database.run(FINISH_STEP({ id, counts }));
          return counts;
        },
      });
    } catch (error) {
      const { code } = toProblem(error, '');
      await this.database.run(END_ERASURE({ id, code })).catch(() => undefined);
      throw error;
    }
  }

  /** Records that an erasure is done, in the transaction of its audit event. */
  async finish(client: PoolClient, id: string): Promise<void> {
    await client.query(END_ERASURE({ id, code: null }));
  }

  /** Lists erasures, newest first. @throws InvalidCursorError */
  async list({ limit, cursor }: PageQuery): Promise<Page<ErasureProgress>> {
    const beforeId = decodeCursor(cursor, isUuid);
    const rows = await this.database.run<ErasureRow>(LIST_ERASURES({ limit: limit + 1, beforeId }));
    return toPage(rows, limit, ({ id }) => id, mapErasure);
  }
}

const mapErasure = (row: ErasureRow): ErasureProgress => ({
  id: row.id,
  status: row.status,
  actor: row.actor,
  begunAt: row.begun_at,
  step: ERASURE_STEPS.find((step) => step === row.step) ?? null,
  stepBegunAt: row.step_begun_at,
  stepsDone: row.steps_done,
  steps: ERASURE_STEPS.length,
  counts: { ...NOTHING_ERASED, ...row.counts },
  endedAt: row.ended_at,
  code: row.code,
});
