import type { JobItems, JobRun } from '../platform/jobs/index.js';
import type { ReencryptedColumn } from './encrypted-tables.js';

export interface ReencryptionTally {
  reencrypted: number;
  /** What does not open where it stands, or cannot be written. It is left as it is, and set aside. */
  unreadable: number;
}

/** One pass through everything that is encrypted. */
export interface Pass {
  /** The keys that are to go. */
  keyIds: readonly number[];
  run: JobRun;
  items: JobItems;
  tally: ReencryptionTally;
}

/** Makes anew what is stored of rows; sets those aside that do not open. */
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

/** Writes rows by one statement, but not those that make it fail. */
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

/** The first column of a key is enough to find a row by, and no text that a client wrote. */
export function itemIdOf(
  key: ReencryptedColumn['key'],
  row: Readonly<Record<string, unknown>>,
): string {
  const id = row[Object.keys(key)[0]!];
  return Buffer.isBuffer(id) ? id.toString('hex') : String(id);
}
