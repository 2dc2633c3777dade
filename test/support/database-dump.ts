import type pg from 'pg';

/** All values of a column, as text. */
export interface ColumnDump {
  /** `booking.reference` */
  column: string;
  text: string;
}

/** Every column of every table of the application, bytes as characters. */
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
