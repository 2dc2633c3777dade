import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { NEW, PHASES, runJob, statesOf } from '../support/key-rotation.js';
import {
  bookingRequest,
  connectedTo,
  createBooking,
  createPool,
  dial,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let pool: string;
beforeEach(async () => {
  app = await startApp();
  pool = (await createPool(app)).name;
});
afterEach(() => app.stop());

const rowsOf = async (id: string): Promise<number> =>
  (await app.db.query('select from block where id = $1', [id])).rowCount ?? 0;
const block = async (on: TestApp, body: object) =>
  (await on.post('/v1/blocks', body)).body as { id: string };
/** Blocks the rider from the driver. */
const blockRider = ({ rider, driver }: TestBooking, on = app) =>
  block(on, { blocked: rider, blockedFrom: driver, reason: 'threats' });

/** Expects that the rider does not reach the driver on any replica, and that they cannot be booked. */
async function expectBlocked(booking: TestBooking, ...replicas: TestApp[]): Promise<void> {
  const { rider, driver, virtualNumber } = booking;
  for (const replica of replicas) {
    expect(connectedTo(await dial(replica, rider, virtualNumber))).toBeUndefined();
    expect(connectedTo(await dial(replica, driver, virtualNumber))).toBe(rider);
  }
  const current = replicas.at(-1)!;
  const request = bookingRequest(pool, { rider, driver });
  expect((await current.post('/v1/bookings', request).expect(422)).body.code).toBe(
    'parties-blocked',
  );
}

describe('during a key rotation', () => {
  it('a block holds on every replica in every phase, whenever it was made', async () => {
    const booking = await createBooking(app, pool);
    const { id } = await blockRider(booking);
    const later = await createBooking(app, pool);

    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    await expectBlocked(booking, app, both);
    await runJob(both);
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'complete' });
    const made = await blockRider(later, both);
    expect([await rowsOf(id), await rowsOf(made.id)]).toEqual([2, 2]);

    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    for (const one of [booking, later]) await expectBlocked(one, both, turned);
    await runJob(turned);
    expect(await statesOf(turned)).toEqual({ 1: 'retired', 2: 'complete' });
    const last = await app.replica({ NUMBER_KEYS: NEW });
    for (const one of [booking, later]) await expectBlocked(one, turned, last);
    expect([await rowsOf(id), await rowsOf(made.id)]).toEqual([1, 1]);
    const { body } = await last.get('/v1/blocks').expect(200);
    expect(body.items.map(({ id: one }: { id: string }) => one)).toEqual([made.id, id]);
    expect(body.items[0].reason).toBe('threats');
  });

  it('a block is shown once, and deleted under every key', async () => {
    const booking = await createBooking(app, pool);
    const { id } = await blockRider(booking);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    await runJob(both);
    expect((await both.get('/v1/blocks').expect(200)).body.items).toHaveLength(1);
    await both.delete(`/v1/blocks/${id}`).expect(204);
    expect(await rowsOf(id)).toBe(0);
    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    for (const replica of [both, turned]) {
      const answer = await dial(replica, booking.rider, booking.virtualNumber);
      expect(connectedTo(answer)).toBe(booking.driver);
    }
  });

  it('a block that is made again while it has no copy yet stays one block', async () => {
    const booking = await createBooking(app, pool);
    const { id } = await blockRider(booking);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    await app.db.query(`update number_key set state = 'filling', generation = 2 where id = 2`);
    expect((await blockRider(booking, both)).id).toBe(id);
    expect(await rowsOf(id)).toBe(2);
    await runJob(both);
    expect(await rowsOf(id)).toBe(2);
  });

  it('a block that is deleted while it is copied does not return', async () => {
    const booking = await createBooking(app, pool);
    const { id } = await blockRider(booking);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    // The deletion waits for a lock before it deletes; the job comes in between.
    const other = await app.db.connect();
    await other.query('begin');
    await other.query('select from block where id = $1 for update', [id]);
    const deletion = both.delete(`/v1/blocks/${id}`);
    const deleted = deletion.then(({ status }) => status);
    const job = runJob(both);
    for (let waiting = 0; waiting < 2; await delay(5)) {
      const { rowCount } = await app.db.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waiting = rowCount ?? 0;
    }
    await other.query('commit');
    other.release();
    expect(await deleted).toBe(204);
    await job;
    expect(await rowsOf(id)).toBe(0);
  });

  it('a replica with outdated keys makes no block', async () => {
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    await runJob(both);
    const request = { blocked: newPhone() };
    const { body } = await app.post('/v1/blocks', request).expect(503);
    expect(body.code).toBe('number-keys-outdated');
  });

  it('a block that cannot be decrypted prevents the next step, and is named', async () => {
    const booking = await createBooking(app, pool);
    const { id } = await blockRider(booking);
    const damage = `update block set blocked_ciphertext =
      set_byte(blocked_ciphertext, 20, get_byte(blocked_ciphertext, 20) # 1) where id = $1`;
    await app.db.query(damage, [id]);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    expect(await runJob(both)).toMatchObject({ unreadable: 1 });
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'filling' });
    expect(both.logs.lines.join()).toContain(`job number-keys set block:${id} aside`);
    await app.db.query(damage, [id]);
    expect(await runJob(both)).toMatchObject({ unreadable: 0 });
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'complete' });
  });
});
