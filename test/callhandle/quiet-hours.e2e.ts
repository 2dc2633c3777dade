import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isQuietAt } from '../../src/booking/model/quiet-hours.sql.js';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const ALL_DAY = { from: '00:00', to: '00:00' };

/** Quiet hours that include the present time in Singapore, or begin in three hours. */
async function hours(isNow: boolean) {
  const around = (offset: number) =>
    `to_char(now() at time zone 'Asia/Singapore' + interval '${offset} hours', 'HH24:MI')`;
  const { rows } = await app.db.query<{ from: string; to: string }>(
    isNow
      ? `select ${around(-2)} as from, ${around(2)} as to`
      : `select ${around(3)} as from, ${around(6)} as to`,
  );
  return { timeZone: 'Asia/Singapore', spans: [rows[0]!] };
}

describe('quiet hours of a pool', () => {
  it('refuse calls with words, and are on record', async () => {
    const messages = { quietHours: { text: 'Please call after seven.' } };
    const pool = await createPool(app, { policy: { quietHours: await hours(true), messages } });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const handle = callReceived(rider, virtualNumber);
    expectRefusal((await app.webhook('call-action', handle)).body, /after seven/);
    expectRefusal(await dial(app, driver, virtualNumber), /after seven/);
    const { body: record } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
    expect(record).toMatchObject({ decision: 'refuse', reason: 'quiet-hours', bookingId: id });
    const { body } = await app.post('/v1/routing/explain', { virtualNumber, caller: rider });
    expect(body).toMatchObject({ decision: 'refuse', reason: 'quiet-hours' });
    const fromApp = await app.post(`/v1/bookings/${id}/calls`, { from: 'rider' });
    expect(fromApp.body.code).toBe('booking-not-callable');

    const quietHours = await hours(false);
    const patched = await app.patch(`/v1/pools/${pool.name}`, { policy: { quietHours } });
    expect(patched.body.policy.quietHours).toEqual(quietHours);
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    await app
      .patch(`/v1/pools/${pool.name}`, { policy: { quietHours: await hours(true) } })
      .expect(200);
    expectRefusal(await dial(app, rider, virtualNumber));
    const off = await app.patch(`/v1/pools/${pool.name}`, { policy: { quietHours: null } });
    expect(off.body.policy.quietHours).toBeNull();
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
  });

  it('have default words, and let exempt roles call', async () => {
    const quietHours = { ...(await hours(true)), exemptRoles: ['driver', 'support'] };
    const pool = await createPool(app, { policy: { quietHours } });
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    expectRefusal(await dial(app, rider, virtualNumber), /at this time of day/);
    expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);
  });

  it('give way to the messages that the booking has ended, or that the caller may not call', async () => {
    const pool = await createPool(app, { policy: { quietHours: await hours(true) } });
    const ended = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    expectRefusal(await dial(app, ended.rider, ended.virtualNumber), /has ended/);
    const oneWay = await createBooking(app, pool.name, { callersAllowed: ['driver'] });
    expectRefusal(await dial(app, oneWay.rider, oneWay.virtualNumber), /wait to be called/);
  });

  it('apply to a caller who enters a PIN', async () => {
    const pool = await createPool(app, {
      policy: { partyPin: true, quietHours: await hours(true) },
    });
    const { parties, virtualNumber, id } = await createBooking(app, pool.name);
    const pin = parties.find(({ role }) => role === 'rider')!.pin;
    const handle = callReceived(newPhone(), virtualNumber);
    const { body: asked } = await app.webhook('call-action', handle).expect(200);
    const entered = {
      ...handle.payload,
      eventId: randomUUID(),
      callStatus: 'ACTION_COMPLETED',
      clientActionId: asked.clientActionId,
      eventData: { dtmf: pin },
    };
    const enter = async () => (await app.webhook('call-action', { payload: entered })).body;
    expectRefusal(await enter(), /at this time of day/);
    const { body: record } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
    expect(record).toMatchObject({ reason: 'quiet-hours', bookingId: id, decision: 'refuse' });
    expectRefusal(await enter(), /at this time of day/);
  });
});

describe('quiet hours of a party', () => {
  it('replace those of the pool for calls to this party', async () => {
    const pool = await createPool(app, { policy: { quietHours: await hours(true) } });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name, {
      quietHours: [{ role: 'driver', ...(await hours(false)) }],
    });
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    expectRefusal(await dial(app, driver, virtualNumber));

    const path = `/v1/bookings/${id}`;
    const quietHours = [
      { role: 'driver', ...(await hours(true)), exemptRoles: ['support'] },
      { role: 'rider', timeZone: 'UTC', spans: [] },
    ];
    const { body } = await app.patch(path, { quietHours }).expect(200);
    expect(body.quietHours).toEqual(quietHours);
    expect((await app.get(path)).body.quietHours).toEqual(quietHours);
    expectRefusal(await dial(app, rider, virtualNumber));
    expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);
    await app.patch(path, { quietHours: null }).expect(200);
    expectRefusal(await dial(app, driver, virtualNumber));
  });

  it('are decided for each call of a batch by its own booking', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const bookings = await Promise.all(
      Array.from({ length: 12 }, async (_, at) =>
        createBooking(app, pool.name, {
          quietHours: [{ role: 'driver', ...(await hours(at % 2 === 0)) }],
        }),
      ),
    );
    const answers = await Promise.all(
      bookings.map(({ rider, virtualNumber }) => dial(app, rider, virtualNumber)),
    );
    expect(answers.map((answer) => connectedTo(answer))).toEqual(
      bookings.map(({ driver }, at) => (at % 2 === 0 ? undefined : driver)),
    );
  });

  it.each([
    ['unknown-role', 422, { quietHours: [{ role: 'cook', timeZone: 'UTC', spans: [ALL_DAY] }] }],
    [
      'time-zone-unknown',
      422,
      { quietHours: [{ role: 'rider', timeZone: 'Asia/Nowhere', spans: [] }] },
    ],
    ...[
      [{ role: 'rider', timeZone: 'UTC' }],
      [{ role: 'rider', spans: [] }],
      [{ timeZone: 'UTC', spans: [] }],
      [{ role: 'rider', timeZone: 'UTC', spans: [{ from: '22:00' }] }],
      [{ role: 'rider', timeZone: 'UTC', spans: [{ from: '24:00', to: '07:00' }] }],
      [{ role: 'rider', timeZone: 'UTC', spans: [{ from: '7:00', to: '08:00' }] }],
      [{ role: 'rider', timeZone: 'UTC', spans: [{ ...ALL_DAY, days: ['friday'] }] }],
      [{ role: 'rider', timeZone: 'UTC', spans: [{ ...ALL_DAY, days: [] }] }],
      [{ role: 'rider', timeZone: 'UTC', spans: [], exemptRoles: ['+6591178965'] }],
      [
        { role: 'rider', timeZone: 'UTC', spans: [] },
        { role: 'rider', timeZone: 'UTC', spans: [] },
      ],
      [null],
      'always',
    ].map((quietHours) => ['validation-failed', 400, { quietHours }] as const),
  ] as const)('answers %s (%i) for %j', async (code, status, change) => {
    const pool = await createPool(app);
    const created = await app.post('/v1/bookings', bookingRequest(pool.name, change));
    expect([created.status, created.body.code]).toEqual([status, code]);
    const { id } = await createBooking(app, pool.name);
    const patched = await app.patch(`/v1/bookings/${id}`, change);
    expect([patched.status, patched.body.code]).toEqual([status, code]);
  });
});

describe('a time zone', () => {
  const create = (timeZone: string) =>
    app.post('/v1/pools', {
      name: `zone-${randomUUID().slice(0, 8)}`,
      subAccountId: SUB_ACCOUNT,
      policy: { quietHours: { timeZone, spans: [ALL_DAY] } },
    });

  it.each(['Asia/Singapore', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu', 'UTC'])(
    'is accepted: %s',
    async (name) => {
      await create(name).expect(201);
    },
  );

  it.each(['Asia/Nowhere', 'asia/singapore', 'SGT', 'XYZ+5', 'posix/UTC', 'localtime', '', ' UTC'])(
    'is refused if PostgreSQL does not list it: %j',
    async (name) => {
      const { body } = await create(name).expect(422);
      expect(body).toMatchObject({
        code: 'time-zone-unknown',
        path: 'policy.quietHours.timeZone',
      });
    },
  );

  it('that PostgreSQL has lost since lets no call through', async () => {
    const pool = await createPool(app);
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    const other = await createBooking(app, pool.name);
    await app.db.query(`update booking set quiet_hours = $2 where id = $1`, [
      id,
      JSON.stringify([{ role: 'driver', timeZone: 'Asia/Lost', spans: [] }]),
    ]);
    const [lost, usual] = await Promise.all([
      dial(app, rider, virtualNumber),
      dial(app, other.rider, other.virtualNumber),
    ]);
    expectRefusal(lost, /try again later/);
    expect(connectedTo(usual)).toBe(other.driver);
  });
});

describe('a span of quiet hours', () => {
  const NIGHT = [{ from: '22:00', to: '07:00' }];
  /** Returns whether the callee has quiet hours at a time, which PostgreSQL reads as UTC. */
  async function isQuiet(timeZone: string, spans: object[], at: string): Promise<boolean> {
    const { rows } = await app.db.query<{ quiet: boolean }>(
      `select ${isQuietAt('$1::jsonb', '$2::text', '$3::timestamptz')} as quiet`,
      [JSON.stringify({ timeZone, spans }), 'rider', at],
    );
    return rows[0]!.quiet;
  }

  it.each([
    ['begins on the minute', '2026-11-24T13:59:59.999Z', false],
    ['begins on the minute', '2026-11-24T14:00:00Z', true],
    ['crosses midnight', '2026-11-24T15:59:59Z', true],
    ['crosses midnight', '2026-11-24T16:00:00Z', true],
    ['ends before its last minute', '2026-11-24T22:59:59.999Z', true],
    ['ends before its last minute', '2026-11-24T23:00:00Z', false],
    ['is over at noon', '2026-11-24T04:00:00Z', false],
  ])('%s: %s', async (_, at, quiet) => {
    expect(await isQuiet('Asia/Singapore', NIGHT, at)).toBe(quiet);
  });

  it.each([
    // Clocks go forward on 29 March at 01:00 UTC, and back on 25 October at 01:00 UTC.
    ['before summer time', '2026-03-28T20:59:00Z', false],
    ['before summer time', '2026-03-28T21:00:00Z', true],
    ['in the night in which an hour is missing', '2026-03-29T04:59:00Z', true],
    ['in the night in which an hour is missing', '2026-03-29T05:00:00Z', false],
    ['in summer time', '2026-03-29T19:59:00Z', false],
    ['in summer time', '2026-03-29T20:00:00Z', true],
    ['in the night with an hour twice', '2026-10-24T20:00:00Z', true],
    ['in the night with an hour twice', '2026-10-25T05:59:00Z', true],
    ['in the night with an hour twice', '2026-10-25T06:00:00Z', false],
    ['after summer time', '2026-10-25T20:59:00Z', false],
    ['after summer time', '2026-10-25T21:00:00Z', true],
  ])('keeps its times of day with daylight saving: %s, %s', async (_, at, quiet) => {
    expect(await isQuiet('Europe/Berlin', NIGHT, at)).toBe(quiet);
  });

  it('does not exist if its hour is skipped, and comes twice if its hour does', async () => {
    const spans = [{ from: '02:15', to: '02:45' }];
    const quietAt = (at: string) => isQuiet('Europe/Berlin', spans, at);
    expect(await quietAt('2026-03-29T00:59:00Z')).toBe(false);
    expect(await quietAt('2026-03-29T01:00:00Z')).toBe(false);
    expect(await quietAt('2026-03-30T00:30:00Z')).toBe(true);
    expect(await quietAt('2026-10-25T00:30:00Z')).toBe(true);
    expect(await quietAt('2026-10-25T01:30:00Z')).toBe(true);
    expect(await quietAt('2026-10-25T00:50:00Z')).toBe(false);
  });

  it.each([
    // 2026-11-27 is a Friday; Singapore is eight hours ahead of UTC.
    ['2026-11-27T13:59:00Z', false],
    ['2026-11-27T14:00:00Z', true],
    ['2026-11-27T22:59:00Z', true],
    ['2026-11-27T23:00:00Z', false],
    ['2026-11-28T14:00:00Z', false],
    ['2026-11-26T22:00:00Z', false],
  ])('with days begins on these days only: %s', async (at, quiet) => {
    const spans = [{ days: ['fri'], from: '22:00', to: '07:00' }];
    expect(await isQuiet('Asia/Singapore', spans, at)).toBe(quiet);
  });

  it.each([
    ['2026-11-27T16:00:00Z', true],
    ['2026-11-28T15:59:00Z', true],
    ['2026-11-28T16:00:00Z', false],
    ['2026-11-27T15:59:00Z', false],
  ])('lasts the whole day if it ends when it begins: %s', async (at, quiet) => {
    const spans = [{ days: ['sat'], from: '00:00', to: '00:00' }];
    expect(await isQuiet('Asia/Singapore', spans, at)).toBe(quiet);
  });

  it('may be one of several', async () => {
    const spans = [{ from: '12:00', to: '13:00' }, ...NIGHT];
    const quietAt = (hour: string) => isQuiet('UTC', spans, `2026-11-27T${hour}:30:00Z`);
    const quiet = await Promise.all(['11', '12', '13', '21', '22', '06', '07'].map(quietAt));
    expect(quiet).toEqual([false, true, false, false, true, true, false]);
  });
});
