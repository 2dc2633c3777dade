import type { JobItems, JobRun } from '../platform/jobs/index.js';
import type { ReencryptedColumn } from './encrypted-tables.js';

export interface ReencryptionTally {
  reencrypted: number;
  /** Rows that cannot be decrypted or written. They are left unchanged and set aside. */
  unreadable: number;
}

/** One pass through all encrypted columns. */
export interface Pass {
  /** The keys that are being retired. */
  keyIds: readonly number[];
  run: JobRun;
  items: JobItems;
  tally: ReencryptionTally;
}

/** Computes the new values of rows. Sets aside rows that cannot be decrypted. */
export async function freshOf<Row, Fresh extends object>(
  rows: readonly Row[],
  kind: string,
  { items, tally }: Pass,
  idOf: (row: Row) => string,
  make: (row: Row) => Fresh,
): Promise<(Fresh & { id: string })[]> {
  const fresh: (Fresh & { id: string })[] = [];
  for (const row of rows) {
    const id = idOf(row);
    try {
      fresh.push({ ...make(row), id });
    } catch (error) {
      await items.putAside(kind, id, error);
      tally.unreadable += 1;
    }
  }
  return fresh;
}

/** Writes rows in one statement. Sets aside the rows that make it fail. */
export async function writeAll<Fresh extends { id: string }>(
  fresh: readonly Fresh[],
  kind: string,
  { run, items, tally }: Pass,
  write: (rows: Fresh[]) => Promise<number>,
): Promise<void> {
  const ids = [...new Set(fresh.map(({ id }) => id))];
  tally.reencrypted += await items.attemptAll(run, kind, ids, async (some) => {
    const chosen = new Set(some);
    try {
      return await write(fresh.filter(({ id }) => chosen.has(id)));
    } catch (error) {
      if (some.length === 1) tally.unreadable += 1;
      throw error;
    }
  });
}

/**
 * Returns the id by which a row is set aside: the first column of its key. It suffices to find the
 * row, and is never a client's text.
 */
export function itemIdOf(
  key: ReencryptedColumn['key'],
  row: Readonly<Record<string, unknown>>,
): string {
  const id = row[Object.keys(key)[0]!];
  return Buffer.isBuffer(id) ? id.toString('hex') : String(id);
}
