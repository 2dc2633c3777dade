/**
 * Statements that delete rows after their retention period. Each handles one batch, found by the
 * time of its rows, and may be repeated. Rows are deleted by their physical position (`ctid`), as
 * in the expiry job. The module that owns a table declares its statements, and registers them with
 * `provideRetention`.
 */
import type { Settings } from '../../config/index.js';
import { LONG_STATEMENT_MS } from '../postgres-pool.js';
import { type Statement, statement } from '../statement.js';

/** The possible types of row ids. */
type IdArray = 'uuid[]' | 'text[]' | 'bigint[]';

/** Selects the next old rows, except set-aside ones. */
type NextRows = Statement<{ keptDays: 'integer'; limit: 'integer'; except: IdArray }>;

/** Describes how one kind of rows is deleted. */
export interface Retained {
  /** Name of the kind in the job's result. */
  name: string;
  /** The kind of set-aside items. */
  kind: string;
  /** The setting that contains the retention period, or a number of days. */
  period: keyof Settings['retentionDays'] | number;
  /** Whether dependent rows of other tables are deleted too. */
  hasParts: boolean;
  deleteNext: NextRows;
  /** Lists the ids of the rows that `deleteNext` would delete. */
  list: NextRows;
  /** Deletes rows by their ids if they are old enough. */
  deleteThese: Statement<{ keptDays: 'integer'; ids: IdArray }>;
}

interface Kind extends Pick<Retained, 'name' | 'kind' | 'period'> {
  table: string;
  /** Returns the condition for old rows. @param before SQL: rows from before this time are old */
  old: (before: string) => string;
  order: string;
  /** SQL expression: the id of a row. */
  id: string;
  ids: IdArray;
  /** Further columns of the CTE `old`. */
  more?: string;
  /** CTEs that delete dependent rows by the ids in `old`. */
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

/** For rows identified by a UUID. */
export const byUuid = (id: string) => ({ id, ids: 'uuid[]' as const });

/**
 * For rows whose key must not appear in a list of items. Their id is the digest of the key, without
 * an index.
 */
export const byDigest = (key: string) => ({
  id: `encode(sha256(${key}), 'hex')`,
  ids: 'text[]' as const,
});

/** Selects old rows by a timestamp column. */
export const olderThan = (time: string) => ({
  old: (before: string) => `${time} < ${before}`,
  order: time,
});
