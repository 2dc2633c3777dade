import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  createBooking,
  createPool,
  type TestBooking,
  type TestPool,
} from '../support/scenario.js';

let app: TestApp;
let pool: TestPool;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  pool = await createPool(app);
  // Simulates failures that a test cannot cause on a real server: changes of these tables fail as
  // `failing` says.
  await app.db.query(`
    create table failing (what text);
    create function fail() returns trigger language plpgsql as $$
      declare word text := (select what from failing);
      begin
        if word = 'terminate' then perform pg_terminate_backend(pg_backend_pid()); end if;
        if word ~ '^[0-9A-Z]{5}$' then raise exception 'refused' using errcode = word; end if;
        return null;
      end $$;
    create trigger fails after insert or update on booking execute function fail();
    create trigger fails after insert or update on webhook_receipt execute function fail()`);
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.db.query('delete from failing');
  booking = await createBooking(app, pool.name);
});

const failWith = (what: string) => app.db.query('insert into failing values ($1)', [what]);
const status = () => callReceived(booking.rider, booking.virtualNumber);

describe.each([
  ['the disk is full', '53100'],
  ['its memory is exhausted', '53200'],
  ['a statement takes too long', '57014'],
  ['a lock is not available', '55P03'],
  ['the server has become a standby', '25006'],
  ['the server goes down', '57P01'],
  ['the connection ends within the transaction', 'terminate'],
])('when %s', (_name, what) => {
  it('every write is refused with a request to try again, stores nothing, and succeeds afterwards', async () => {
    await failWith(what);
    const request = bookingRequest(pool.name);
    const message = status();
    const answers = await Promise.all([
      app.post('/v1/bookings', request),
      app.post(`/v1/bookings/${booking.id}/complete`),
      app.webhook('call-status', message),
    ]);
    for (const { status: code, body } of answers) {
      expect(code).toBe(503);
      expect(body).toMatchObject({ code: 'database-unavailable' });
    }
    await app.db.query('delete from failing');
    await app.get(`/v1/calls/${message.payload.sessionId}`).expect(404);
    await app.post('/v1/bookings', request).expect(201);
    await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
    await app.webhook('call-status', message).expect(200);
  });
});

describe('while the server is a standby for some time', () => {
  it('no connection of that time is used again', async () => {
    await app.db.query(
      `do $$ begin execute format('alter database %I set default_transaction_read_only = on',
        current_database()); end $$`,
    );
    // The pool's connections belong to a primary; new connections reach a standby.
    await app.db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'maskline%'`,
    );
    const refused = await app.post('/v1/bookings', bookingRequest(pool.name));
    expect(refused.body).toMatchObject({ status: 503, code: 'database-unavailable' });
    await app.db.query(
      `set default_transaction_read_only = off;
       do $$ begin execute format('alter database %I reset default_transaction_read_only',
         current_database()); end $$`,
    );
    await app.post('/v1/bookings', bookingRequest(pool.name)).expect(201);
  });
});
