import { Injectable, Logger } from '@nestjs/common';
import { PhoneNumber } from '../common/index.js';
import { PostgresPool } from '../database/index.js';
import { forEachPage, type JobItems, type JobRun } from '../jobs/index.js';
import { NumberVault } from '../security/index.js';
import { freshOf, itemIdOf, type Pass, type ResealTally, writeAll } from './reseal-pass.js';
import { LIST_NUMBER_INDEXES, pageOf, REINDEX_NUMBERS, resealRows } from './resealing.sql.js';
import { REENCRYPTED_COLUMNS, type ReencryptedColumn } from './encrypted-tables.js';

/** Rows of one statement. */
const PAGE = 500;

type Row = Record<string, string | number | Buffer> & {
  sealed: Buffer | null;
  was_index: Buffer | null;
};

interface NumberRow {
  id: number;
  msisdn: string;
  msisdn_index: Buffer;
}

interface FreshRow {
  row: Row;
  sealed: Buffer;
  index: Buffer | null;
}

/** Gives cipher texts, and the indexes beside them, the first key of the ring. */
@Injectable()
export class ResealingService {
  private readonly logger = new Logger(ResealingService.name);

  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Goes once through everything that is sealed. It may be stopped anywhere, and run twice at once.
   * @param keyIds the keys that are to go
   * @returns undefined if it was stopped
   */
  async reseal(
    keyIds: readonly number[],
    run: JobRun,
    items: JobItems,
  ): Promise<ResealTally | undefined> {
    const pass: Pass = { keyIds, run, items, tally: { resealed: 0, unreadable: 0 } };
    for (const column of REENCRYPTED_COLUMNS) {
      const { table, key } = column;
      const before = pass.tally.unreadable;
      const begin: unknown[] = Object.values(key).map(({ least }) => least);
      const isDone = await forEachPage(run, begin, (last) => this.resealPage(column, last, pass));
      if (!isDone) return undefined;
      const unreadable = pass.tally.unreadable - before;
      if (unreadable > 0) {
        this.logger.error(`${unreadable} cipher texts of ${table}.${column.column} do not open`);
      }
    }
    const isDone = await forEachPage(run, 0, (last) => this.reindexPage(last, pass));
    return isDone ? pass.tally : undefined;
  }

  private async resealPage(
    column: ReencryptedColumn,
    last: readonly unknown[],
    pass: Pass,
  ): Promise<unknown[] | undefined> {
    const names = Object.keys(column.key);
    const kind = `${column.table}.${column.column}`;
    const page = await this.database.run<Row>(pageOf(column), [...last, pass.keyIds, PAGE]);
    const sealed = page.filter((row) => row.sealed !== null);
    const fresh = await freshOf(
      sealed,
      kind,
      pass,
      (row) => itemIdOf(column.key, row),
      (row) => this.freshRow(column, row),
    );
    await writeAll(fresh, kind, pass, async (rows) => {
      const [outcome] = await this.database.run<{ resealed: number }>(resealRows(column), [
        ...names.map((name) => rows.map(({ row }) => row[name])),
        rows.map(({ row }) => row.sealed),
        rows.map(({ row }) => row.was_index),
        rows.map((one) => one.sealed),
        rows.map(({ index }) => index),
      ]);
      return outcome!.resealed;
    });
    const end = page.at(-1);
    return end && names.map((name) => end[name]);
  }

  private freshRow(column: ReencryptedColumn, row: Row): FreshRow {
    return { row, ...column.reencrypt(this.vault, row.sealed!, row) };
  }

  private async reindexPage(after: number, pass: Pass): Promise<number | undefined> {
    const kind = 'virtual-number';
    const page = await this.database.run<NumberRow>(LIST_NUMBER_INDEXES, [after, PAGE]);
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
      const values = [rows.map(({ id }) => Number(id)), rows.map(({ index }) => index)];
      return (await this.database.run(REINDEX_NUMBERS, values)).length;
    });
    return page.at(-1)?.id;
  }
}
