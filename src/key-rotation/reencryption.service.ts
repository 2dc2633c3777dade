import { Injectable, Logger } from '@nestjs/common';
import { PhoneNumber } from '../platform/values/index.js';
import { PostgresPool, type RowOf } from '../platform/database/index.js';
import { forEachPage, type JobItems, type JobRun } from '../platform/jobs/index.js';
import type { VirtualNumber } from '../pool/index.js';
import { NumberVault } from '../platform/security/index.js';
import {
  freshOf,
  itemIdOf,
  type Pass,
  type ReencryptionTally,
  writeAll,
} from './reencryption-pass.js';
import {
  LIST_NUMBER_INDEXES,
  PAGE_OF_COLUMN,
  REINDEX_NUMBERS,
  REENCRYPT_ROWS,
} from './reencryption.sql.js';
import { type Key, REENCRYPTED_COLUMNS, type ReencryptedColumn } from './encrypted-tables.js';

/** Rows per statement. */
const PAGE = 500;

type Row = Key & {
  ciphertext: Buffer | null;
  number_index: Buffer | null;
};

type NumberRow = RowOf<VirtualNumber, 'id' | 'msisdn' | 'msisdnIndex'>;

interface FreshRow {
  row: Row;
  encrypted: Buffer;
  index: Buffer | null;
}

/** Re-encrypts ciphertexts, and recomputes their indexes, with the first key of the ring. */
@Injectable()
export class ReencryptionService {
  private readonly logger = new Logger(ReencryptionService.name);

  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Goes once through all encrypted columns. Safe to stop at any point and to run concurrently.
   * @param keyIds the keys that are being retired
   * @returns undefined if it was stopped before the end
   */
  async reencrypt(
    keyIds: readonly number[],
    run: JobRun,
    items: JobItems,
  ): Promise<ReencryptionTally | undefined> {
    const pass: Pass = { keyIds, run, items, tally: { reencrypted: 0, unreadable: 0 } };
    for (const column of REENCRYPTED_COLUMNS) {
      const { table, key } = column;
      const before = pass.tally.unreadable;
      const begin: Key = Object.fromEntries(
        Object.entries(key).map(([name, { least }]) => [name, least]),
      );
      const isDone = await forEachPage(run, begin, (last) =>
        this.reencryptPage(column, last, pass),
      );
      if (!isDone) return undefined;
      const unreadable = pass.tally.unreadable - before;
      if (unreadable > 0) {
        this.logger.error(
          `${unreadable} ciphertexts of ${table}.${column.column} cannot be decrypted or written`,
        );
      }
    }
    const isDone = await forEachPage(run, 0, (last) => this.reindexPage(last, pass));
    return isDone ? pass.tally : undefined;
  }

  private async reencryptPage(
    column: ReencryptedColumn,
    last: Key,
    pass: Pass,
  ): Promise<Key | undefined> {
    const kind = `${column.table}.${column.column}`;
    const page = await this.database.run<Row>(
      PAGE_OF_COLUMN.get(column)!({ ...last, keyIds: pass.keyIds, limit: PAGE }),
    );
    const encrypted = page.filter(({ ciphertext }) => ciphertext !== null);
    const fresh = await freshOf(
      encrypted,
      kind,
      pass,
      (row) => itemIdOf(column.key, row),
      (row) => this.freshRow(column, row),
    );
    await writeAll(fresh, kind, pass, async (rows) => {
      const input = rows.map(({ row, encrypted: newCiphertext, index: newIndex }) => ({
        ...row,
        previousCiphertext: row.ciphertext,
        previousIndex: row.number_index,
        newCiphertext,
        newIndex,
      }));
      const [outcome] = await this.database.run<{ reencrypted: number }>(
        REENCRYPT_ROWS.get(column)!({ input }),
      );
      return outcome!.reencrypted;
    });
    return page.at(-1);
  }

  private freshRow(column: ReencryptedColumn, row: Row): FreshRow {
    return { row, ...column.reencrypt(this.vault, row.ciphertext!, row) };
  }

  private async reindexPage(afterId: number, pass: Pass): Promise<number | undefined> {
    const kind = 'virtual-number';
    const page = await this.database.run<NumberRow>(LIST_NUMBER_INDEXES({ afterId, limit: PAGE }));
    const indexed = await freshOf(
      page,
      kind,
      pass,
      ({ id }) => String(id),
      ({ msisdn, msisdn_index: was }) => {
        return { was, index: this.vault.indexOf(PhoneNumber.fromStored(msisdn)) };
      },
    );
    const fresh = indexed.filter(({ was, index }) => !was.equals(index));
    await writeAll(fresh, kind, pass, async (rows) => {
      const numbers = rows.map(({ id, index }) => ({ id: Number(id), msisdnIndex: index }));
      return (await this.database.run(REINDEX_NUMBERS({ numbers }))).length;
    });
    return page.at(-1)?.id;
  }
}
