import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUB_ACCOUNT, startApp, type TestApp } from '../support/app.js';
import {
  type Answer,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  type TestBooking,
} from '../support/scenario.js';

const OTHER_SUB_ACCOUNT = 'maskline_other';

let cell: TestApp;
let otherCell: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  cell = await startApp();
  // Each cell has a database and a key of its own.
  otherCell = await startApp({ NUMBER_KEYS: `1:${Buffer.alloc(32, 9).toString('base64')}` });
  booking = await createBooking(cell, (await createPool(cell)).name);
});
afterAll(async () => {
  await cell.stop();
  await otherCell.stop();
});

describe('two cells, each for a sub-account of 8x8', () => {
  it('connect the calls of their own bookings, even between the same two people', async () => {
    const pool = await createPool(otherCell, { subAccountId: OTHER_SUB_ACCOUNT });
    const { rider, driver } = booking;
    const other = await createBooking(otherCell, pool.name, { rider: driver, driver: rider });
    const call = callReceived(driver, other.virtualNumber, { subAccountId: OTHER_SUB_ACCOUNT });
    const { body } = await otherCell.webhook('call-action', call).expect(200);
    expect(connectedTo(body as Answer)).toBe(rider);
    expect(connectedTo(await dial(cell, rider, booking.virtualNumber))).toBe(driver);
  });

  it('connect nobody when a call reaches the wrong cell', async () => {
    for (const subAccountId of [SUB_ACCOUNT, OTHER_SUB_ACCOUNT]) {
      const call = callReceived(booking.rider, booking.virtualNumber, { subAccountId });
      const { body } = await otherCell.webhook('call-action', call).expect(200);
      expect(connectedTo(body as Answer)).toBeUndefined();
    }
    const { body } = await otherCell.get(`/v1/bookings/${booking.id}`).expect(404);
    expect(body).toMatchObject({ code: 'booking-not-found' });
  });
});
