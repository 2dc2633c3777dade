/**
 * Statements that delete rows older than the company keeps them. Each handles one batch, found by the time
 * of its rows, and may be repeated. Rows are deleted by their physical position (`ctid`), as in the expiry
 * job. The module that owns a table declares them, and registers them by `provideRetention`.
 */
import type { Settings } from '../../config/index.js';
import { LONG_STATEMENT_MS } from '../postgres-pool.js';
import { type Statement, statement } from '../statement.js';

/** The types that ids of rows have. */
type IdArray = 'uuid[]' | 'text[]' | 'bigint[]';

/** The next rows, except those that are set aside. */
type NextRows = Statement<{ keptDays: 'integer'; limit: 'integer'; except: IdArray }>;

/** How one kind of rows is deleted. */
export interface Retained {
  /** What the outcome of the job calls them. */
  name: string;
  /** The kind of the items that are set aside. */
  kind: string;
  /** The setting that says how long they are kept, or a number of days. */
  period: keyof Settings['retentionDays'] | number;
  /** Whether rows of other tables are deleted with them. */
  hasParts: boolean;
  deleteNext: NextRows;
  /** Lists the ids of the rows that `deleteNext` would delete. */
  list: NextRows;
  /** Deletes rows by their ids, if they are old enough. */
  deleteThese: Statement<{ keptDays: 'integer'; ids: IdArray }>;
}

interface Kind extends Pick<Retained, 'name' | 'kind' | 'period'> {
  table: string;
  /** Condition for old rows. @param before SQL: the time before which they are old */
  old: (before: string) => string;
  order: string;
  /** The id of a row. */
  id: string;
  ids: IdArray;
  /** Further columns of `old`. */
  more?: string;
  /** CTEs that delete dependent rows, by the ids in `old`. */
  also?: string;
  /** Whether a foreign key deletes dependent rows. */
  hasParts?: boolean;
}

/** Builds the statements for one kind of rows. */
export function retained({
  name,
  kind,
  period,
  table,
  old,
  order,
  id,
  ids: type,
  more = '',
  also = '',
  hasParts = false,
}: Kind): Retained {
  const options = { timeout: LONG_STATEMENT_MS };
  const next = { keptDays: 'integer', limit: 'integer', except: type } as const;
  const oldRows = (keptDays: string): string => old(`now() - make_interval(days => ${keptDays})`);
  const nextRows = (p: Record<keyof typeof next, string>): string =>
    `${oldRows(p.keptDays)} and not (${id} = any(${p.except})) order by ${order} limit ${p.limit}`;
  const deleteRows = (which: string): string => `
  with old as materialized (select ctid, ${id} as id ${more} from ${table} where ${which})
  ${also}
  delete from ${table} where ctid = any(array(select ctid from old))
  returning true`;
  return {
    name,
    kind,
    period,
    hasParts: also !== '' || hasParts,
    deleteNext: statement(`delete-old-${table}`, next, (p) => deleteRows(nextRows(p)), options),
    list: statement(
      `list-old-${table}`,
      next,
      (p) => `select ${id} as id from ${table} where ${nextRows(p)}`,
      options,
    ),
    deleteThese: statement(
      `delete-these-old-${table}`,
      { keptDays: 'integer', ids: type },
      (p) => deleteRows(`${oldRows(p.keptDays)} and ${id} = any(${p.ids})`),
      options,
    ),
  };
}

/** For rows that a UUID identifies. */
export const byUuid = (id: string) => ({ id, ids: 'uuid[]' as const });

/** For rows with a key that must not appear in a list of items: their id is its digest, without an index. */
export const byDigest = (key: string) => ({
  id: `encode(sha256(${key}), 'hex')`,
  ids: 'text[]' as const,
});

/** Selects the rows of a table by a column. */
export const olderThan = (time: string) => ({
  old: (before: string) => `${time} < ${before}`,
  order: time,
});
