/** Makes a new database resemble one that has run for a while. */
import type pg from 'pg';

/**
 * Creates files of the write-ahead log (16 MB each), which the next checkpoint makes available for reuse.
 * Creating such a file stops all commits for a moment.
 */
export async function makeLogFiles(db: pg.Pool, files: number): Promise<void> {
  for (let file = 0; file < files; file += 1) {
    await db.query(`select pg_logical_emit_message(false, 'bench', '')`);
    await db.query('select pg_switch_wal()');
  }
}

/**
 * Creates free space in tables and indexes by deleting bookings with their events. The kernel writes
 * growing files half a minute later, all at once, and commits wait for it.
 * @param isGone a condition for the bookings
 */
export async function makeRoom(db: pg.Pool, isGone: string): Promise<void> {
  await db.query(
    `delete from outbox_event where booking_id in (select id from booking where ${isGone})`,
  );
  await db.query(`delete from booking where ${isGone}`);
  await db.query('vacuum');
}
