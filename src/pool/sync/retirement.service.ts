import { Injectable, Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { heldSyncs } from '../../platform/observability/index.js';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import type { SyncSource } from './held-sync.entity.js';
import { Pace } from './pace.js';
import { HeldSyncChangedError } from '../pools/pool.errors.js';
import {
  COUNT_MISSING,
  DROP_HELD_SYNC,
  HOLD_SYNC,
  LOCK_POOLS,
  RECOUNT_HELD_SYNC,
  RETIRE_MISSING,
} from './retirement.sql.js';

/** A complete list of a sub-account's numbers that has been stored. Times are PostgreSQL's text. */
export interface CompleteList {
  subAccountId: string;
  source: SyncSource;
  /** The time of the list. */
  asOf: string;
  /** When storing the list began: its numbers have a later `synced_at`. */
  seenSince: string;
}

interface MissingCount {
  poolId: string;
  poolName: string;
  heldId: string | null;
  numbers: number;
  missing: number;
  usable: number;
  usableMissing: number;
  held: number;
  heldMissing: number;
}

/** Numbers per statement. */
const CHUNK = 200;

/**
 * Retires numbers that 8x8 no longer lists. A list that would retire all numbers of a pool, or more
 * than a configured share, is more often wrong than right: it is held until an operator confirms
 * it.
 */
@Injectable()
export class RetirementService {
  private readonly logger = new Logger(RetirementService.name);

  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
  ) {}

  /**
   * Retires the missing numbers of each pool, or holds the list for it.
   * @returns the numbers retired and held
   */
  async retireMissing(list: CompleteList): Promise<{ retired: number; held: number }> {
    const { counts, poolIds } = await this.decide(list);
    let retired = 0;
    for (const poolId of poolIds) retired += await this.retire(poolId, list);
    if (retired > 0) this.logger.warn(`${retired} virtual numbers have disappeared at 8x8`);
    return { retired, held: counts };
  }

  /**
   * Retires the numbers of a held sync that 8x8 has not mentioned since.
   * @returns the number of retired numbers
   * @throws HeldSyncChangedError
   */
  async confirm(poolId: string, heldSyncId: string): Promise<number> {
    const [held] = await this.drop(poolId, heldSyncId);
    if (!held) throw new HeldSyncChangedError();
    return this.retire(poolId, held);
  }

  /** Deletes the held sync of a pool; a later list may be held again. */
  async dismiss(poolId: string): Promise<void> {
    await this.drop(poolId, null);
  }

  private drop(
    poolId: string,
    id: string | null,
  ): Promise<Pick<CompleteList, 'asOf' | 'seenSince'>[]> {
    return this.database.run(DROP_HELD_SYNC({ poolId, id }));
  }

  /**
   * Decides which pools' missing numbers may be retired.
   * @returns these pools, and the count of held numbers
   */
  private decide(list: CompleteList): Promise<{ counts: number; poolIds: string[] }> {
    return this.database.transaction(async (client) => {
      await client.query(LOCK_POOLS(list));
      const { rows } = await client.query<MissingCount>(COUNT_MISSING(list));
      const held = rows.filter((count) => this.isTooMuch(count));
      for (const count of held) await this.hold(client, count, list);
      const others = rows.filter((count) => !held.includes(count));
      for (const { poolId, heldId } of others) {
        if (heldId !== null) await client.query(DROP_HELD_SYNC({ poolId, id: heldId }));
      }
      return {
        counts: held.reduce((sum, { missing }) => sum + missing, 0),
        poolIds: others.filter(({ missing }) => missing > 0).map(({ poolId }) => poolId),
      };
    });
  }

  private isTooMuch({ numbers, missing, usable, usableMissing }: MissingCount): boolean {
    const share = this.settings.syncRetireShare;
    const isMost = (lost: number, of: number) => lost > 0 && (lost === of || lost > share * of);
    return isMost(missing, numbers) || isMost(usableMissing, usable);
  }

  private async hold(
    client: PoolClient,
    { poolId, poolName, missing, numbers, held, heldMissing }: MissingCount,
    { source, asOf, seenSince }: CompleteList,
  ): Promise<void> {
    // The same numbers again: the held sync that operators may have seen is still valid.
    if (missing === held && missing === heldMissing) {
      await client.query(RECOUNT_HELD_SYNC({ poolId, wouldRetire: missing, numbers }));
      return;
    }
    await client.query(
      HOLD_SYNC({ poolId, id: uuidv7(), source, asOf, seenSince, wouldRetire: missing, numbers }),
    );
    heldSyncs.inc();
    this.logger.warn(
      `a ${source} of 8x8 would retire ${missing} of ${numbers} virtual numbers of the pool ` +
        `${poolName}: it is held back until an operator confirms it`,
    );
  }

  private async retire(
    poolId: string,
    { asOf, seenSince }: Pick<CompleteList, 'asOf' | 'seenSince'>,
  ): Promise<number> {
    const pace = new Pace();
    let total = 0;
    for (let afterId = 0; ;) {
      const [row] = await this.database.run<{ retired: number; last: number }>(
        RETIRE_MISSING({ poolId, asOf, seenSince, afterId, limit: CHUNK }),
      );
      const { retired, last } = row!;
      total += retired;
      if (retired < CHUNK) return total;
      afterId = last;
      await pace.rest();
    }
  }
}
