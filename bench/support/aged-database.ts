/** What a database has that has run for a while, and a new one has not. */
import type pg from 'pg';

/**
 * Files of the log (16 MB each), which the next checkpoint has used again. To make one anew stops all
 * commits for a moment.
 */
export async function makeLogFiles(db: pg.Pool, files: number): Promise<void> {
  for (let file = 0; file < files; file += 1) {
    await db.query(`select pg_logical_emit_message(false, 'bench', '')`);
    await db.query('select pg_switch_wal()');
  }
}

/**
 * Room in tables and indexes, where bookings have been deleted with all that was told of them. Files that
 * grow are written by the kernel half a minute later, all at once, and commits wait for it.
 * @param isGone a condition for the bookings
 */
export async function makeRoom(db: pg.Pool, isGone: string): Promise<void> {
  await db.query(
    `delete from outbox_event where booking_id in (select id from booking where ${isGone})`,
  );
  await db.query(`delete from booking where ${isGone}`);
  await db.query('vacuum');
}
