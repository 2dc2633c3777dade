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

/**
 * The numbers that 8x8 sends for withheld callers: ANONYMOUS, RESTRICTED (twice), UNAVAILABLE, BLOCKED,
 * UNKNOWN on a keypad.
 */
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

/**
 * Sends the summary of a call without a call handle.
 * @returns the id of the booking that the call is attributed to
 */
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

describe('a number that contradicts its stated country', () => {
  it.each([
    ['digits without +', { source: '6595550123', ...US }],
    ['digits without + and format', { source: '6595550123', sourceFormat: null, ...US }],
    ['lower case', { source: '6595550123', sourceCountryCode: 'us' }],
    ['a number with +', { source: RIDER, ...US }],
    ['a national format', { sourceFormat: 'NATIONAL' }],
  ])('is treated as a withheld caller: %s', async (_what, overrides) => {
    const { answer, reason } = await callWith(overrides);
    expectRefusal(answer);
    expect(reason).toBe('caller-withheld');
  });

  it('is not accepted as the dialled number', async () => {
    const { answer } = await callWith({ destinationCountryCode: 'US' });
    expectRefusal(answer);
  });

  it('is attributed to no booking, in either leg', async () => {
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
  ])(
    'is not assumed where number and country agree or the country is unusable: %s',
    async (_what, overrides) => {
      expect(connectedTo((await callWith(overrides)).answer)).toBe(booking.driver);
    },
  );
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
  ])('is recognised by any of the known words and numbers: %j', async (source) => {
    const { answer, reason } = await callWith({ source, sourceCountryCode: null });
    expectRefusal(answer);
    expect(reason).toBe('caller-withheld');
  });

  it('is asked for a PIN and has no caller index, like all withheld callers', async () => {
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

  it.each(KEYPAD_WORDS)(
    'cannot be booked as party, alternate number or new party: %s',
    async (word) => {
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
    },
  );

  it('is explained as withheld', async () => {
    const { virtualNumber } = booking;
    for (const caller of KEYPAD_WORDS) {
      const { body } = await app.post('/v1/routing/explain', { virtualNumber, caller }).expect(200);
      expect(body).toMatchObject({ decision: 'refuse', reason: 'caller-withheld' });
    }
  });

  it('is attributed to nobody and identified in no record', async () => {
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

describe("the operator's list of withheld callers", () => {
  it('also applies to existing bookings once it is set', async () => {
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
