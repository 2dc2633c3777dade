import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { NumberKeysOutdatedError, NumberVault } from '../../platform/security/index.js';
import { SELECT_WRITTEN_KEYS } from '../assignment/insert-bookings.sql.js';
import { BlockEndInThePastError } from './block.errors.js';
import type { Block } from './block.entity.js';
import {
  DELETE_BLOCK,
  FIND_BLOCK,
  IS_LATER,
  LIST_BLOCKS,
  LOCK_BLOCK,
  LOCK_PAIRS,
  WRITE_BLOCKS,
} from './block.sql.js';

export type BlockRow = RowOf<Block>;

/** The rows of one new block, one per key. */
export interface NewBlock {
  id: string;
  rows: {
    blockedIndex: Buffer;
    blockedFromIndex: Buffer;
    blockedCiphertext: Buffer;
    blockedFromCiphertext: Buffer | null;
    reasonCiphertext: Buffer | null;
  }[];
}

/** The pool and the end of blocks that are written together. */
export interface BlockTerm {
  /** `EVERY_POOL`: every pool. */
  poolId: string;
  endsAt: string | undefined;
}

@Injectable()
export class BlockRepository {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Writes blocks in one transaction. A block of the same phones in the same pool is kept, and gets
   * the later end.
   * @param make returns the rows under these keys
   * @returns one row per block, under the first key of the ring
   * @throws BlockEndInThePastError, NumberKeysOutdatedError
   */
  async write(
    { poolId, endsAt }: BlockTerm,
    make: (writtenKeys: readonly number[]) => readonly NewBlock[],
  ): Promise<BlockRow[]> {
    const [written] = await this.database.run<{ keys: number[] }>(SELECT_WRITTEN_KEYS({}));
    const writtenKeys = written!.keys;
    if (!writtenKeys.includes(this.vault.currentKeyId)) throw new NumberKeysOutdatedError();
    const made = make(writtenKeys);
    const rows = await this.database.transaction(async (client) => {
      const pairs = made.flatMap((block) => block.rows);
      const { rows: existing } = await client.query<BlockRow>(LOCK_PAIRS({ poolId, pairs }));
      const blocks = made.flatMap((block) => {
        // During a key rotation the block may exist under one of its keys only.
        const known = existing.find((row) => block.rows.some((pair) => isOf(row, pair)));
        return block.rows.map((pair) => ({ id: known?.id ?? block.id, ...pair }));
      });
      const query = WRITE_BLOCKS({ poolId, endsAt, blocks, writtenKeys });
      return (await client.query<BlockRow>(query)).rows;
    });
    if (rows.length === 0) await this.explain(endsAt);
    return made.map(({ rows: own }) => this.current(rows, own));
  }

  /**
   * Deletes a block if `allows` accepts its pool.
   * @returns whether it existed and was deleted
   */
  delete(id: string, allows: (poolId: string) => boolean): Promise<boolean> {
    if (!isUuid(id)) return Promise.resolve(false);
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<{ pool_id: string }>(LOCK_BLOCK({ id }));
      if (!rows[0] || !allows(rows[0].pool_id)) return false;
      await client.query(DELETE_BLOCK({ id }));
      return true;
    });
  }

  async findById(id: string): Promise<BlockRow | undefined> {
    if (!isUuid(id)) return undefined;
    const query = FIND_BLOCK({ id, keyId: this.vault.currentKeyId });
    return (await this.database.run<BlockRow>(query))[0];
  }

  /** Lists blocks, newest first. @param poolIds null: those of all pools */
  list(
    poolIds: readonly string[] | null,
    beforeId: string | undefined,
    limit: number,
  ): Promise<BlockRow[]> {
    const keyId = this.vault.currentKeyId;
    return this.database.run<BlockRow>(LIST_BLOCKS({ poolIds, beforeId, limit, keyId }));
  }

  /** Throws the error for which nothing was written. */
  private async explain(endsAt: string | undefined): Promise<never> {
    if (endsAt === undefined) throw new NumberKeysOutdatedError();
    const [time] = await this.database.run<{ is_later: boolean }>(IS_LATER({ time: endsAt }));
    throw time!.is_later ? new NumberKeysOutdatedError() : new BlockEndInThePastError();
  }

  private current(rows: readonly BlockRow[], own: NewBlock['rows']): BlockRow {
    return rows.find(
      (row) =>
        row.blocked_ciphertext[0] === this.vault.currentKeyId &&
        own.some((pair) => isOf(row, pair)),
    )!;
  }
}

const isOf = (
  row: Pick<BlockRow, 'blocked_index' | 'blocked_from_index'>,
  pair: NewBlock['rows'][number],
): boolean =>
  row.blocked_index.equals(pair.blockedIndex) &&
  row.blocked_from_index.equals(pair.blockedFromIndex);
