import { Injectable, Logger } from '@nestjs/common';
import { PhoneNumber } from '../common/index.js';
import { PostgresPool } from '../database/index.js';
import type { JobRun } from '../jobs/index.js';
import { NumberVault, SealBrokenError } from '../security/index.js';
import { LIST_NUMBER_INDEXES, pageOf, REINDEX_NUMBERS, resealRows } from './resealing.sql.js';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-tables.js';

/** Rows of one statement. */
const PAGE = 500;

export interface ResealTally {
  resealed: number;
  /** Cipher texts that do not open where they stand. They are left as they are. */
  unreadable: number;
}

type Row = Record<string, string | number | Buffer> & {
  sealed: Buffer | null;
  was_index: Buffer | null;
};

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
  async reseal(keyIds: readonly number[], run: JobRun): Promise<ResealTally | undefined> {
    const tally: ResealTally = { resealed: 0, unreadable: 0 };
    for (const column of SEALED_COLUMNS) {
      const { table, key } = column;
      const before = tally.unreadable;
      let last: unknown[] | undefined = Object.values(key).map(({ least }) => least);
      while (last !== undefined) {
        if (!(await run.mayGoOn())) return undefined;
        last = await this.resealPage(column, last, keyIds, tally);
      }
      const unreadable = tally.unreadable - before;
      if (unreadable > 0) {
        this.logger.error(`${unreadable} cipher texts of ${table}.${column.column} do not open`);
      }
    }
    return (await this.reindexNumbers(run, tally)) ? tally : undefined;
  }

  private async resealPage(
    column: SealedColumn,
    last: readonly unknown[],
    keyIds: readonly number[],
    tally: ResealTally,
  ): Promise<unknown[] | undefined> {
    const names = Object.keys(column.key);
    const page = await this.database.run<Row>(pageOf(column), [...last, keyIds, PAGE]);
    const fresh = page.flatMap((row) => this.freshOf(column, row, tally));
    if (fresh.length > 0) {
      const [outcome] = await this.database.run<{ resealed: number }>(resealRows(column), [
        ...names.map((name) => fresh.map(({ row }) => row[name])),
        fresh.map(({ row }) => row.sealed),
        fresh.map(({ row }) => row.was_index),
        fresh.map(({ sealed }) => sealed),
        fresh.map(({ index }) => index),
      ]);
      tally.resealed += outcome!.resealed;
    }
    const end = page.at(-1);
    return end && names.map((name) => end[name]);
  }

  private freshOf({ index, place }: SealedColumn, row: Row, tally: ResealTally): FreshRow[] {
    if (row.sealed === null) return [];
    try {
      const boundTo = place(row);
      const sealed = this.vault.reseal(row.sealed, boundTo);
      const newIndex = index ? this.vault.indexOf(this.vault.open(sealed, boundTo)) : null;
      return [{ row, sealed, index: newIndex }];
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      tally.unreadable += 1;
      return [];
    }
  }

  private async reindexNumbers(run: JobRun, tally: ResealTally): Promise<boolean> {
    for (let last: number | undefined = 0; last !== undefined;) {
      if (!(await run.mayGoOn())) return false;
      last = await this.reindexPage(last, tally);
    }
    return true;
  }

  private async reindexPage(after: number, tally: ResealTally): Promise<number | undefined> {
    const page = await this.database.run<{ id: number; msisdn: string; msisdn_index: Buffer }>(
      LIST_NUMBER_INDEXES,
      [after, PAGE],
    );
    const fresh = page
      .map(({ id, msisdn, msisdn_index: was }) => {
        const index = this.vault.indexOf(PhoneNumber.fromStored(msisdn));
        return { id, was, index };
      })
      .filter(({ was, index }) => !was.equals(index));
    if (fresh.length > 0) {
      const values = [fresh.map(({ id }) => id), fresh.map(({ index }) => index)];
      tally.resealed += (await this.database.run(REINDEX_NUMBERS, values)).length;
    }
    return page.at(-1)?.id;
  }
}
