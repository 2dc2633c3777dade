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
 * Room in tables and indexes, where bookings of a pool and what was told of them have been deleted.
 * Files that grow are written by the kernel half a minute later, all at once, and commits wait for it.
 * @param isGone a condition for what is deleted
 */
export async function makeRoom(db: pg.Pool, isGone: string): Promise<void> {
  await db.query(
    `insert into outbox_event (pool_id, id, type, booking_id, payload, occurred_at)
     select pool_id, id, 'booking.expired', id,
            jsonb_build_object('data', repeat('x', 200)), created_at
       from booking where ${isGone}`,
  );
  await db.query(`delete from outbox_event where booking_id in (
                    select id from booking where ${isGone})`);
  await db.query(`delete from booking where ${isGone}`);
  // The room would be given back where it is at the end of a file.
  await db.query('vacuum (truncate false)');
}
