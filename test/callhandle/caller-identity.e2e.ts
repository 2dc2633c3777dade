import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import {
  type Answer,
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  type TestBooking,
} from '../support/scenario.js';

/** What withheld callers are sent as: ANONYMOUS, RESTRICTED (twice), UNAVAILABLE, BLOCKED, UNKNOWN. */
const KEYPAD_WORDS = [
  '+266696687',
  '+7378742833',
  '+17378742833',
  '+86282452253',
  '+2562533',
  '+8656696',
];
const RIDER = '+6595550123';

let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name, { rider: RIDER });
});
afterAll(() => app.stop());

async function callWith(overrides: Record<string, unknown>) {
  const handle = callReceived(RIDER, booking.virtualNumber, overrides);
  const answer = (await app.webhook('call-action', handle).expect(200)).body as Answer;
  const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
  return { answer, reason: body.reason as string };
}

/** A summary of a call that no call handle came for. @returns the booking that it is of */
async function bookingOfSummary(callA: object, callB?: object): Promise<string | null> {
  const sessionId = randomUUID();
  const now = new Date().toISOString();
  const ends = { source: RIDER, destination: booking.virtualNumber };
  const payload = {
    sessionId,
    subAccountId: SUB_ACCOUNT,
    sessionStatus: 'COMPLETED',
    startTime: now,
    details: { callA: { callDirection: 'INBOUND', ...ends, ...callA }, callB },
  };
  await app.webhook('session-summary', { payload }).expect(200);
  return (await app.get(`/v1/calls/${sessionId}`).expect(200)).body.bookingId as string | null;
}

const US = { sourceCountryCode: 'US' };

describe('a number that contradicts the country that is stated for it', () => {
  it.each([
    ['digits without +', { source: '6595550123', ...US }],
    ['digits without + and format', { source: '6595550123', sourceFormat: null, ...US }],
    ['lower case', { source: '6595550123', sourceCountryCode: 'us' }],
    ['a number with +', { source: RIDER, ...US }],
    ['a national format', { sourceFormat: 'NATIONAL' }],
  ])('is nobody who may call: %s', async (_what, overrides) => {
    const { answer, reason } = await callWith(overrides);
    expectRefusal(answer);
    expect(reason).toBe('caller-withheld');
  });

  it('is not the number that was dialled', async () => {
    const { answer } = await callWith({ destinationCountryCode: 'US' });
    expectRefusal(answer);
  });

  it('is attributed to nobody, in whichever leg it stands', async () => {
    expect(await bookingOfSummary({})).toBe(booking.id);
    expect(await bookingOfSummary({ source: '6595550123', ...US })).toBeNull();
    expect(await bookingOfSummary(US)).toBeNull();
    const callB = { source: booking.virtualNumber, destination: booking.driver };
    expect(await bookingOfSummary({}, callB)).toBe(booking.id);
    expect(await bookingOfSummary({}, { ...callB, destinationCountryCode: 'US' })).toBeNull();
  });

  it.each([
    ['the right country', { source: '6595550123' }],
    ['in lower case', { source: '6595550123', sourceCountryCode: 'sg' }],
    ['no country', { source: '6595550123', sourceCountryCode: undefined }],
    ['an empty one', { source: '6595550123', sourceCountryCode: '' }],
    ['three letters', { source: '6595550123', sourceCountryCode: 'SGP' }],
    ['a word', { source: '6595550123', sourceCountryCode: 'N/A' }],
    ['no single country', { source: '6595550123', sourceCountryCode: '001' }],
    ['msisdn', { source: '6595550123', sourceFormat: 'msisdn' }],
    ['Msisdn with spaces', { source: '6595550123', sourceFormat: ' Msisdn ' }],
    ['E.164 with a plus', { source: '+6595550123', sourceFormat: 'E.164' }],
    ['inbound', { callDirection: 'inbound', callStatus: 'call received' }],
  ])('does not keep out who is what it says: %s', async (_what, overrides) => {
    expect(connectedTo((await callWith(overrides)).answer)).toBe(booking.driver);
  });
});

describe('a caller who withholds the number', () => {
  it.each([
    ...KEYPAD_WORDS,
    ...KEYPAD_WORDS.map((word) => word.slice(1)),
    'anonymous',
    'Restricted',
    'private',
    'unknown',
    'unavailable',
    'withheld',
    'blocked',
    '',
    null,
  ])('is withheld, as whatever word it comes: %j', async (source) => {
    const { answer, reason } = await callWith({ source, sourceCountryCode: null });
    expectRefusal(answer);
    expect(reason).toBe('caller-withheld');
  });

  it('is asked for a PIN, and shares the count of wrong ones with all who withhold', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { partyPin: true } });
    const { virtualNumber } = await createBooking(app, pool.name);
    for (const source of KEYPAD_WORDS) {
      const handle = callReceived(source, virtualNumber, { sourceCountryCode: null });
      const { body } = await app.webhook('call-action', handle).expect(200);
      const { payload } = handle;
      const entered = { ...payload, callStatus: 'ACTION_COMPLETED', eventData: { dtmf: '0' } };
      const { clientActionId } = body as { clientActionId: string };
      await app.webhook('call-action', { payload: { ...entered, clientActionId } }).expect(200);
      const wrong = { ...entered, eventData: { dtmf: '00000001' } };
      await app.webhook('call-action', { payload: { ...wrong, clientActionId } }).expect(200);
    }
    const { rows } = await app.db.query(
      `select count(distinct caller_index)::int as callers from call_session
        where virtual_number = $1 and caller_index is not null`,
      [virtualNumber],
    );
    expect(rows).toEqual([{ callers: 0 }]);
  });

  it.each(KEYPAD_WORDS)('cannot be booked, as party, other phone or newcomer: %s', async (word) => {
    const pool = await createPool(app, { numbers: 1 });
    const refused = async (send: Promise<{ status: number; body: object }>, path: string) => {
      const { status, body } = await send;
      expect([status, body]).toMatchObject([422, { code: 'phone-number-withheld', path }]);
    };
    const party = bookingRequest(pool.name, { rider: word });
    await refused(app.post('/v1/bookings', party), 'parties[0].phoneNumber');
    const alternate = bookingRequest(pool.name);
    Object.assign(alternate.parties[1]!, { alternateNumbers: [word] });
    await refused(app.post('/v1/bookings', alternate), 'parties[1].alternateNumbers[0]');
    const { id } = await createBooking(app, pool.name);
    const newcomer = app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber: word });
    await refused(newcomer, 'phoneNumber');
  });

  it('is explained as withheld', async () => {
    const { virtualNumber } = booking;
    for (const caller of KEYPAD_WORDS) {
      const { body } = await app.post('/v1/routing/explain', { virtualNumber, caller }).expect(200);
      expect(body).toMatchObject({ decision: 'refuse', reason: 'caller-withheld' });
    }
  });

  it('is attributed to nobody, and named in no record', async () => {
    for (const source of KEYPAD_WORDS) {
      const sessionId = randomUUID();
      const ends = { source, destination: booking.virtualNumber };
      const call = { sessionId, subAccountId: SUB_ACCOUNT, callDirection: 'INBOUND', ...ends };
      await app.webhook('call-status', { payload: { ...call, callStatus: 'CALL_RECEIVED' } });
      const { rows } = await app.db.query(
        'select party_index from call_leg where session_id = $1',
        [sessionId],
      );
      expect(rows).toEqual([{ party_index: null }]);
    }
  });
});

describe('a list of withheld callers of the operator', () => {
  it('holds from then on also for bookings that are there', async () => {
    const changed = await app.replica({
      WITHHELD_CALLERS: `266696687, ${booking.driver.slice(1)}`,
    });
    const { id, rider, driver, virtualNumber } = booking;
    // As a caller, as a callee, and in calls from the app.
    expectRefusal(await dial(changed, driver, virtualNumber));
    expectRefusal(await dial(changed, rider, virtualNumber), /try again later/);
    for (const from of ['rider', 'driver']) {
      const { body } = await changed.post(`/v1/bookings/${id}/calls`, { from }).expect(409);
      expect(body.code).toBe('booking-not-callable');
    }
    expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);
  });
});
