import type { TestApp } from './app.js';

/** Moves all times of a booking into the past, instead of waiting. */
export async function passTime(app: TestApp, bookingId: string, seconds: number): Promise<void> {
  const back = (column: string): string => `${column} = ${column} - $2 * interval '1 second'`;
  const booking = ['starts_at', 'expires_at', 'max_expires_at', 'ended_at'].map(back);
  await app.db.query(`update booking set ${booking.join(', ')} where id = $1`, [
    bookingId,
    seconds,
  ]);
  const route = ['assigned_at', 'callable_from', 'callable_until', 'reuse_after'].map(back);
  await app.db.query(`update route set ${route.join(', ')} where booking_id = $1`, [
    bookingId,
    seconds,
  ]);
  await app.db.query(`update call_session set ${back('decided_at')} where booking_id = $1`, [
    bookingId,
    seconds,
  ]);
}
