import type pg from 'pg';

/** Bit of a page header that is followed by 16 more bytes. Source: PostgreSQL, xlog_internal.h. */
const LONG_HEADER = 2;

/** The log as one row of bytes: what crosses from a page to the next is not torn by its header. */
function withoutPageHeaders(segment: Buffer, pageSize: number): Buffer {
  const pages: Buffer[] = [];
  for (let at = 0; at < segment.length; at += pageSize) {
    const page = segment.subarray(at, at + pageSize);
    const isLong = (page.readUInt16LE(2) & LONG_HEADER) !== 0;
    pages.push(page.subarray(isLong ? 40 : 24));
  }
  return Buffer.concat(pages);
}

/** The write-ahead log from a position to its end, at most one segment before that position. */
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

/** The end of the log, at the beginning of a segment. */
export async function endOfLog(db: pg.Pool): Promise<string> {
  await db.query('checkpoint');
  await db.query('select pg_switch_wal()');
  const { rows } = await db.query<{ end: string }>('select pg_current_wal_insert_lsn() as end');
  return rows[0]!.end;
}

/**
 * Where bytes stand in a copy of the files of a server: by the name of the table or index, of the
 * application's and of PostgreSQL's own (its statistics hold values); `log` for the write-ahead log since a
 * position.
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
