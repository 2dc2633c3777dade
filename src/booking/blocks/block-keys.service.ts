import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { forEachPage, type JobItems, type JobRun } from '../../platform/jobs/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { BLOCK_REASON, BLOCKED_FROM_NUMBER, BLOCKED_NUMBER } from '../model/encrypted-columns.js';
import { ANYBODY } from './block-rule.sql.js';
import { COPY_BLOCKS, DROP_BLOCKS, PAGE_OF_BLOCKS } from './block-keys.sql.js';
import { keyOf } from './block.mapper.js';
import type { BlockRow } from './block.repository.js';

/** Rows per page. */
const PAGE = 250;
type RowKey = Pick<BlockRow, 'blocked_index' | 'blocked_from_index' | 'pool_id'>;

/** A primary key that sorts before all others. */
const BEFORE_ALL: RowKey = {
  blocked_index: Buffer.alloc(0),
  blocked_from_index: Buffer.alloc(0),
  pool_id: '00000000-0000-0000-0000-000000000000',
};

interface Tally {
  written: number;
  unreadable: number;
}

/** Writes blocks under another key during a key rotation, and deletes them again. */
@Injectable()
export class BlockKeysService {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Copies every block to the key, unless it has a row under it. Adds to the tally.
   * @returns false if it was stopped before the end
   */
  fill(keyId: number, run: JobRun, items: JobItems, tally: Tally): Promise<boolean> {
    return forEachPage<RowKey>(run, BEFORE_ALL, async (last) => {
      const page = await this.database.run<BlockRow>(
        PAGE_OF_BLOCKS({ ...keyOf(last), keyId: this.vault.currentKeyId, limit: PAGE }),
      );
      const copies = [];
      for (const row of page) {
        try {
          copies.push(this.copyOf(row, keyId));
        } catch (error) {
          await items.putAside('block', row.id, error);
          tally.unreadable += 1;
        }
      }
      if (copies.length > 0) {
        tally.written += (await this.database.run(COPY_BLOCKS({ copies }))).length;
      }
      return page.at(-1);
    });
  }

  /**
   * Deletes the rows of these keys. Adds to the tally.
   * @returns false if it was stopped before the end
   */
  drop(keyIds: readonly number[], run: JobRun, tally: { deleted: number }): Promise<boolean> {
    return forEachPage<number>(run, PAGE, async () => {
      const deleted = (await this.database.run(DROP_BLOCKS({ keyIds, limit: PAGE }))).length;
      tally.deleted += deleted;
      return deleted === PAGE ? PAGE : undefined;
    });
  }

  private copyOf(row: BlockRow, keyId: number) {
    const { blocked_from_ciphertext: encryptedFrom, reason_ciphertext: encryptedReason } = row;
    const original = keyOf(row);
    const blocked = BLOCKED_NUMBER.decrypt(this.vault, row.blocked_ciphertext, original);
    const from = encryptedFrom && BLOCKED_FROM_NUMBER.decrypt(this.vault, encryptedFrom, original);
    const reason = encryptedReason && BLOCK_REASON.decrypt(this.vault, encryptedReason, original);
    const key = {
      poolId: row.pool_id,
      blockedIndex: this.vault.indexOf(blocked, keyId),
      blockedFromIndex: from ? this.vault.indexOf(from, keyId) : ANYBODY,
    };
    return {
      ...original,
      newBlockedIndex: key.blockedIndex,
      newBlockedFromIndex: key.blockedFromIndex,
      blockedCiphertext: BLOCKED_NUMBER.encrypt(this.vault, blocked, key, keyId),
      blockedFromCiphertext: from && BLOCKED_FROM_NUMBER.encrypt(this.vault, from, key, keyId),
      reasonCiphertext:
        reason === null ? null : BLOCK_REASON.encrypt(this.vault, reason, key, keyId),
    };
  }
}
