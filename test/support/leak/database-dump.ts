import type pg from 'pg';

/** All values of a column as text. */
export interface ColumnDump {
  /** In the form `booking.reference`. */
  column: string;
  text: string;
}

/** Returns every column of every table of the application. Bytes are read as Latin-1. */
export async function dumpColumns(db: Pick<pg.ClientBase, 'query'>): Promise<ColumnDump[]> {
  const { rows: columns } = await db.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column
       from information_schema.columns where table_schema = 'public' order by 1, 2`,
  );
  const dumps: ColumnDump[] = [];
  for (const { table, column } of columns) {
    const { rows } = await db.query<{ value: unknown }>(
      `select "${column}" as value from "${table}" where "${column}" is not null`,
    );
    const text = rows.map(({ value }) => textOf(value)).join('\n');
    dumps.push({ column: `${table}.${column}`, text });
  }
  return dumps;
}

const textOf = (value: unknown): string =>
  Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);

/** Returns every row of every table of the application as text. */
export async function dumpRows(db: Pick<pg.ClientBase, 'query'>): Promise<string[]> {
  const { rows: tables } = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const dumps: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db.query<{ row: string }>(
      `select to_jsonb(t)::text as row from "${name}" t`,
    );
    dumps.push(`table ${name}`, ...rows.map(({ row }) => `${name} ${row}`));
  }
  return dumps;
}

/** Returns the rows that were deleted or changed. */
export function lostRows(before: readonly string[], after: readonly string[]): string[] {
  const found = new Set(after);
  return before.filter((row) => !found.has(row));
}
