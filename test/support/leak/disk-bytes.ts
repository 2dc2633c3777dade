import type pg from 'pg';

/** Bit of a page header that is followed by 16 more bytes. Source: PostgreSQL, xlog_internal.h. */
const LONG_HEADER = 2;

/**
 * Returns a segment of the write-ahead log without page headers, which would split records across
 * pages.
 */
function withoutPageHeaders(segment: Buffer, pageSize: number): Buffer {
  const pages: Buffer[] = [];
  for (let at = 0; at < segment.length; at += pageSize) {
    const page = segment.subarray(at, at + pageSize);
    const isLong = (page.readUInt16LE(2) & LONG_HEADER) !== 0;
    pages.push(page.subarray(isLong ? 40 : 24));
  }
  return Buffer.concat(pages);
}

/** Returns the write-ahead log from the segment of a position to the end. */
async function logSince(db: pg.Pool, position: string): Promise<Buffer> {
  const { rows } = await db.query<{ bytes: Buffer; page: number }>(
    `select pg_read_binary_file('pg_wal/' || name, 0,
              case when name = pg_walfile_name(pg_current_wal_lsn())
                then (pg_walfile_name_offset(pg_current_wal_lsn())).file_offset
                else size end) as bytes,
            current_setting('wal_block_size')::integer as page
       from pg_ls_waldir()
      where name between pg_walfile_name($1::pg_lsn) and pg_walfile_name(pg_current_wal_lsn())
      order by name`,
    [position],
  );
  return Buffer.concat(rows.map(({ bytes, page }) => withoutPageHeaders(bytes, page)));
}

/** Switches to a new segment of the write-ahead log. Returns its position. */
export async function endOfLog(db: pg.Pool): Promise<string> {
  await db.query('checkpoint');
  await db.query('select pg_switch_wal()');
  const { rows } = await db.query<{ end: string }>('select pg_current_wal_insert_lsn() as end');
  return rows[0]!.end;
}

/**
 * Returns where bytes occur in the files of the server: the names of tables and indexes.
 * Includes PostgreSQL's own tables, because its statistics contain values. `log` stands for the
 * write-ahead log since the position.
 */
export async function placesOnDisk(
  db: pg.Pool,
  bytes: readonly Buffer[],
  since: string,
): Promise<string[]> {
  await db.query('checkpoint');
  const { rows } = await db.query<{ name: string; content: Buffer }>(
    `select relname as name, pg_read_binary_file(pg_relation_filepath(oid)) as content
       from pg_class where pg_relation_filepath(oid) is not null order by relname`,
  );
  const files = [...rows, { name: 'log', content: await logSince(db, since) }];
  return files
    .filter(({ content }) => bytes.some((one) => content.includes(one)))
    .map(({ name }) => name);
}
