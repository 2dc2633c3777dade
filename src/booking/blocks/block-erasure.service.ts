import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../platform/values/index.js';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import {
  DecryptionFailedError,
  type ErasureSubject,
  NumberVault,
} from '../../platform/security/index.js';
import { BLOCK_REASON } from '../model/encrypted-columns.js';
import type { Block } from './block.entity.js';
import { keyOf } from './block.mapper.js';
import {
  DELETE_BLOCKS,
  LIST_BLOCKS_OF_PHONE,
  LOCK_BLOCKS_OF_PHONE,
  PAGE_OF_REASONS,
  REWRITE_REASON,
} from './block-erasure.sql.js';

/** Rows per page. */
const PAGE = 500;
/** A primary key that sorts before all others. */
const BEFORE_ALL = {
  blocked_index: Buffer.alloc(0),
  blocked_from_index: Buffer.alloc(0),
  pool_id: '00000000-0000-0000-0000-000000000000',
};

/** A block as exported to the owner of a phone number, without the other number. */
export interface PhoneBlock {
  id: Uuid;
  /** The pool's name; null: the block holds in every pool. */
  pool: string | null;
  /** `blocked`: calls of the phone are refused. `protected`: calls to it are. */
  side: 'blocked' | 'protected';
  /** Null: the block has no end. */
  until: Date | null;
  createdAt: Date;
  /** Null: the block has no end, or is kept indefinitely. */
  keptUntil: Date | null;
}

type ReasonRow = RowOf<Block, 'blockedIndex' | 'blockedFromIndex' | 'poolId'> & {
  reason_ciphertext: Buffer;
};

interface PhoneBlockRow {
  id: string;
  pool: string | null;
  is_blocked: boolean;
  ends_at: Date | null;
  created_at: Date;
  kept_until: Date | null;
}

/** Erases and exports the data that blocks store about a phone number. */
@Injectable()
export class BlockErasureService {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
    private readonly settings: Settings,
  ) {}

  /**
   * Deletes the blocks of a phone number, on either side, and erases it from the reasons of others.
   * @param before a time of the database clock; blocks created later are left alone
   * @returns the number of deleted blocks
   */
  async erase(subject: ErasureSubject, before: string): Promise<number> {
    const { indexes } = subject;
    const ids = await this.database.transaction(async (client) => {
      const query = LOCK_BLOCKS_OF_PHONE({ indexes, createdBefore: before });
      const found = await client.query<{ id: string }>(query);
      const own = [...new Set(found.rows.map(({ id }) => id))];
      await client.query(DELETE_BLOCKS({ ids: own }));
      return own;
    });
    await this.eraseReasons(subject);
    return ids.length;
  }

  /**
   * Lists the blocks of a phone number, newest first.
   * @param beforeId the id of the last block of the previous page
   */
  async list(
    { indexes }: ErasureSubject,
    beforeId: string | undefined,
    limit: number,
  ): Promise<PhoneBlock[]> {
    const { blocks: keptDays } = this.settings.retentionDays;
    const { text, values } = LIST_BLOCKS_OF_PHONE({ indexes, beforeId, limit, keptDays });
    const rows = await this.database.scan<PhoneBlockRow>(text, values);
    return rows.map((row) => ({
      id: row.id,
      pool: row.pool,
      side: row.is_blocked ? 'blocked' : 'protected',
      until: row.ends_at,
      createdAt: row.created_at,
      keptUntil: row.kept_until,
    }));
  }

  private async eraseReasons({ written }: ErasureSubject): Promise<void> {
    for (let last: Omit<ReasonRow, 'reason_ciphertext'> | undefined = BEFORE_ALL; last;) {
      const page: ReasonRow[] = await this.database.run<ReasonRow>(
        PAGE_OF_REASONS({ ...keyOf(last), limit: PAGE }),
      );
      for (const row of page) {
        const reason = this.readable(row);
        const erased = reason && written.erasedFrom(reason, 'any');
        if (!erased || erased === reason) continue;
        const { reason_ciphertext: previous } = row;
        const key = keyOf(row);
        const reasonCiphertext = BLOCK_REASON.encrypt(this.vault, erased, key, previous[0]);
        await this.database.run(REWRITE_REASON({ ...key, previous, reasonCiphertext }));
      }
      last = page.at(-1);
    }
  }

  /** Returns the reason; undefined if nobody can read it, because its key is gone. */
  private readable(row: ReasonRow): string | undefined {
    try {
      return BLOCK_REASON.decrypt(this.vault, row.reason_ciphertext, keyOf(row));
    } catch (error) {
      if (error instanceof DecryptionFailedError) return undefined;
      throw error;
    }
  }
}
