import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import {
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  newVirtualNumber,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('a call to a virtual number', () => {
  it('connects each party to the other, with the virtual number as caller id', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);

    const toDriver = await dial(app, rider, virtualNumber);
    expect(toDriver.callflow).toEqual([
      { action: 'makeCall', params: { source: virtualNumber, destination: driver } },
    ]);
    expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);
  });

  it('accepts numbers without a leading + and with separators', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    expect(connectedTo(await dial(app, rider.slice(1), virtualNumber.slice(1)))).toBe(driver);
    const spaced = `${rider.slice(0, 3)} ${rider.slice(3, 7)}-${rider.slice(7)}`;
    expect(connectedTo(await dial(app, spaced, virtualNumber))).toBe(driver);
  });

  it('connects no stranger', async () => {
    const pool = await createPool(app);
    const { virtualNumber } = await createBooking(app, pool.name);
    expectRefusal(await dial(app, newPhone(), virtualNumber), /not available/);
  });

  it("connects nobody if the caller's number is withheld or malformed", async () => {
    const pool = await createPool(app);
    const { virtualNumber } = await createBooking(app, pool.name);
    for (const caller of [undefined, null, '', 'anonymous', 'sip:alice@example.org', 42, {}, '+']) {
      expectRefusal(await dial(app, caller, virtualNumber), /not available/);
    }
  });

  it('does not treat a national number as an international one', async () => {
    const pool = await createPool(app);
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    const handle = (format: string) => ({
      payload: {
        sessionId: `national-${format}`,
        subAccountId: 'maskline_demo',
        callStatus: 'CALL_RECEIVED',
        source: rider.slice(1),
        destination: virtualNumber,
        sourceFormat: format,
      },
    });
    const { body } = await app.webhook('call-action', handle('NATIONAL')).expect(200);
    expectRefusal(body);
  });

  it('is refused if no pool has the number', async () => {
    const pool = await createPool(app);
    const { rider } = await createBooking(app, pool.name);
    expectRefusal(await dial(app, rider, newVirtualNumber()), /not available/);
  });

  it('is refused if another sub-account reports it', async () => {
    const pool = await createPool(app, { subAccountId: 'another_account' });
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    expectRefusal(await dial(app, rider, virtualNumber));
  });

  it('is refused if the number is disabled, but not if it is draining', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await app.patch(`/v1/virtual-numbers/${virtualNumber}`, { state: 'draining' }).expect(200);
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    await app.patch(`/v1/virtual-numbers/${virtualNumber}`, { state: 'disabled' }).expect(200);
    expectRefusal(await dial(app, rider, virtualNumber));
  });

  it('is recorded if the booking wants it, or else if the pool does', async () => {
    const pool = await createPool(app, { policy: { callRecording: true } });
    const recorded = await createBooking(app, pool.name);
    const unrecorded = await createBooking(app, pool.name, { callRecording: false });
    const [first] = (await dial(app, recorded.rider, recorded.virtualNumber)).callflow;
    const [second] = (await dial(app, unrecorded.rider, unrecorded.virtualNumber)).callflow;
    expect(first?.params?.['callRecording']).toBe(true);
    expect(second?.params).not.toHaveProperty('callRecording');
  });

  it("plays the pool's own messages", async () => {
    const messages = { notAParty: { fileUrl: 'https://example.org/no.mp3', repetition: 2 } };
    const pool = await createPool(app, { policy: { messages } });
    const { virtualNumber } = await createBooking(app, pool.name);
    const answer = await dial(app, newPhone(), virtualNumber);
    expect(answer.callflow).toEqual([
      { action: 'playFile', params: messages.notAParty },
      { action: 'hangup' },
    ]);
  });
});

describe('a call after the end of a booking', () => {
  it('connects during the grace period after completion, and not later', async () => {
    const pool = await createPool(app, { policy: { graceSeconds: 600 } });
    const booking = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
    expect(connectedTo(await dial(app, booking.rider, booking.virtualNumber))).toBe(booking.driver);

    await passTime(booking.id, 601);
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber), /has ended/);
    expectRefusal(await dial(app, booking.driver, booking.virtualNumber), /has ended/);
  });

  it('does not connect if the booking was cancelled', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber), /has ended/);
  });

  it('does not connect if the booking has expired, even before the expiry job has run', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name, { ttlSeconds: 60 });
    await passTime(booking.id, 61);
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber), /has ended/);
    const { body } = await app.get(`/v1/bookings/${booking.id}`).expect(200);
    expect(body.status).toBe('expired');
  });

  it('never connects after the expiry of the booking, even during a long grace period', async () => {
    const pool = await createPool(app, { policy: { graceSeconds: 7200 } });
    const booking = await createBooking(app, pool.name, { ttlSeconds: 60 });
    const { body } = await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
    expect(body.callableUntil).toBe(booking.expiresAt);
    await passTime(booking.id, 61);
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber));
  });
});

/** Moves all times of a booking into the past, instead of waiting. */
async function passTime(bookingId: string, seconds: number): Promise<void> {
  await app.db.query(
    `update route set assigned_at = assigned_at - $2 * interval '1 second',
            callable_until = callable_until - $2 * interval '1 second',
            reuse_after = reuse_after - $2 * interval '1 second'
      where booking_id = $1`,
    [bookingId, seconds],
  );
  await app.db.query(
    `update booking set expires_at = expires_at - $2 * interval '1 second' where id = $1`,
    [bookingId, seconds],
  );
}
