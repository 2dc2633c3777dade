import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SUB_ACCOUNT } from '../support/app.js';
import {
  later,
  numberUpdate,
  numbersOfRange,
  sendNumbers,
  type UpdatedNumber,
} from '../support/carrier/number-messages.js';
import { EIGHTXEIGHT_KEY, type Platform, startPlatform } from '../support/carrier/platform.js';
import {
  bookingRequest,
  connectedTo,
  createBooking,
  createPool,
  dial,
  newVirtualNumber,
} from '../support/scenario.js';

let platform: Platform;
let pool: string;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());
beforeEach(async () => {
  // Tests run with one pool per sub-account, the usual setup.
  await platform.app.db.query('truncate pool, virtual_number cascade');
  pool = (await createPool(platform.app, { numbers: 0 })).name;
});

describe('the voice of a message', () => {
  const set = (ended: object, policy = { messages: { ended } }) =>
    platform.app.patch(`/v1/pools/${pool}`, { policy });

  it('is refused if 8x8 does not offer it, and accepted if 8x8 cannot be asked', async () => {
    await set({ text: 'Over.', voiceProfile: 'en-GB-Emma' }).expect(200);
    await set({ text: 'Over.' }).expect(200);
    const unknown = { text: 'Over.', voiceProfile: 'en-GB-Nobody' };
    const { body } = await set(unknown).expect(422);
    const path = 'policy.messages.ended.voiceProfile';
    expect(body).toMatchObject({ code: 'voice-unknown', path });
    const policy = { messages: { ended: unknown } };
    const created = { name: 'voices', subAccountId: SUB_ACCOUNT, policy };
    await platform.app.post('/v1/pools', created).expect(422);
    const withoutKey = await platform.app.replica({ EIGHTXEIGHT_API_KEY: '' });
    await withoutKey.patch(`/v1/pools/${pool}`, { policy }).expect(200);
    const wrongKey = await platform.app.replica({ EIGHTXEIGHT_API_KEY: 'another' });
    await wrongKey.patch(`/v1/pools/${pool}`, { policy }).expect(200);
  });
});

const sync = (name = pool) => platform.app.post(`/v1/pools/${name}/sync`);
const number = async (msisdn: string) =>
  (await platform.app.get(`/v1/virtual-numbers/${msisdn}`).expect(200)).body;

/** Sends a VNU in the form that 8x8 POSTs it. */
const news = (
  numbers: readonly UpdatedNumber[],
  kind: 'UPDATES' | 'SNAPSHOT' = 'UPDATES',
  more: object = {},
) =>
  sendNumbers(
    platform.app,
    numbers.map((one) => ({ updateStatus: 'UPDATED', ...one })),
    kind,
    more,
  );

describe('syncing a pool', () => {
  it('adds the numbers of the sub-account, which then wait for approval', async () => {
    const { body } = await sync().expect(200);
    expect(body).toEqual({
      updated: 3,
      added: 3,
      retired: 0,
      held: 0,
      unreadable: 0,
      inUse: 0,
    });
    const [first] = platform.numbers;
    expect(await number(first!)).toMatchObject({
      pool,
      state: 'pending',
      operationalStatus: 'Active',
      countryCode: 'SG',
      health: { isHealthy: true },
      syncedAt: expect.any(String),
    });
    const refused = await platform.app.post('/v1/bookings', bookingRequest(pool)).expect(409);
    expect(refused.body).toMatchObject({ code: 'pool-exhausted', reasons: { pending: 3 } });
    await platform.app.patch(`/v1/virtual-numbers/${first}`, { state: 'enabled' }).expect(200);
    expect((await createBooking(platform.app, pool)).virtualNumber).toBe(first);
    expect((await sync().expect(200)).body).toMatchObject({ added: 0 });
    expect(await number(first!)).toMatchObject({ state: 'enabled' });
  });

  it('adds each number once, even if two syncs run at once', async () => {
    const answers = await Promise.all([sync().expect(200), sync().expect(200)]);
    expect(answers.map(({ body }) => body.added).reduce((sum, added) => sum + added, 0)).toBe(3);
    const { body } = await platform.app.get('/v1/virtual-numbers').expect(200);
    expect(body.items).toHaveLength(3);
  });

  it('enables new numbers at once if the policy says so', async () => {
    await platform.app.patch(`/v1/pools/${pool}`, { policy: { newNumbers: 'enable' } });
    await sync().expect(200);
    expect(platform.numbers).toContain((await createBooking(platform.app, pool)).virtualNumber);
  });

  it('retires a number that 8x8 no longer lists, keeps its bookings, and restores it when it is listed again', async () => {
    await platform.app.patch(`/v1/pools/${pool}`, { policy: { newNumbers: 'enable' } });
    await sync().expect(200);
    const booking = await createBooking(platform.app, pool);
    const { rider, driver, virtualNumber } = booking;
    // Maskline gets no carrier webhook about the removal.
    await platform.app.db.query(`update pool set sub_account_id = 'deaf'`);
    await platform.simulator.removeNumber(virtualNumber);
    await platform.app.db.query('update pool set sub_account_id = $1', [SUB_ACCOUNT]);
    expect((await sync().expect(200)).body).toMatchObject({ retired: 1 });
    expect(await number(virtualNumber)).toMatchObject({ operationalStatus: 'Inactive' });
    expect(connectedTo(await dial(platform.app, rider, virtualNumber))).toBe(driver);
    const refused = await platform.app.post(
      '/v1/bookings',
      bookingRequest(pool, { virtualNumber }),
    );
    expect(refused.body).toMatchObject({ code: 'virtual-number-unavailable', reason: 'unhealthy' });
    await platform.simulator.addNumber({ msisdn: virtualNumber });
    await sync().expect(200);
    expect(await number(virtualNumber)).toMatchObject({ operationalStatus: 'Active' });
  });

  it('never overrules an operator', async () => {
    await sync().expect(200);
    const [msisdn] = platform.numbers;
    await platform.app.patch(`/v1/virtual-numbers/${msisdn}`, { state: 'disabled' }).expect(200);
    await sync().expect(200);
    await platform.simulator.changeNumber(msisdn!, { operationalStatus: 'Unhealthy' });
    await platform.simulator.changeNumber(msisdn!, { operationalStatus: 'Active' });
    expect(await number(msisdn!)).toMatchObject({ state: 'disabled', operationalStatus: 'Active' });
  });

  it.each([
    [401, 502, 'eightxeight-unauthorized'],
    [403, 502, 'eightxeight-forbidden'],
    ['garbage' as const, 502, 'eightxeight-bad-response'],
  ])('reports the error when 8x8 answers %s, and changes nothing', async (status, ours, code) => {
    await sync().expect(200);
    platform.simulator.failNext({ status });
    const { body } = await sync().expect(ours);
    expect(body.code).toBe(code);
    expect(await number(platform.numbers[0]!)).toMatchObject({ operationalStatus: 'Active' });
    expect(platform.app.logs.lines.join('\n')).not.toContain(EIGHTXEIGHT_KEY);
    expect(JSON.stringify(body)).not.toContain(EIGHTXEIGHT_KEY);
  });

  it('needs an existing pool', async () => {
    await sync(`no-${randomUUID()}`).expect(404);
  });
});

describe('virtual number updates (VNU) from 8x8', () => {
  it('are applied as they arrive', async () => {
    await sync().expect(200);
    const [msisdn] = platform.numbers;
    for (const operationalStatus of ['Unhealthy', 'Expiring', 'Inactive', 'Active'] as const) {
      const sent = await platform.simulator.changeNumber(msisdn!, { operationalStatus });
      expect(sent.status).toBe(200);
      expect(await number(msisdn!)).toMatchObject({ operationalStatus });
    }
  });

  it('add a new number to the pool without a sync', async () => {
    await sync().expect(200);
    const msisdn = newVirtualNumber();
    await platform.simulator.addNumber({ msisdn });
    expect(await number(msisdn)).toMatchObject({ pool, state: 'pending' });
    await platform.simulator.removeNumber(msisdn);
  });

  it('never overwrite newer data, in any order and even if repeated', async () => {
    await sync().expect(200);
    const msisdn = platform.numbers[0]!;
    const old = { msisdn, operationalStatus: 'Unhealthy', updatedTimestamp: later(20) };
    const recent = { msisdn, operationalStatus: 'Expiring', updatedTimestamp: later(40) };
    for (const one of [recent, old, recent, old, old]) await news([one]);
    expect(await number(msisdn)).toMatchObject({ operationalStatus: 'Expiring' });
    // The list of 8x8 is dated now, which is older than the update.
    await sync().expect(200);
    expect(await number(msisdn)).toMatchObject({ operationalStatus: 'Expiring' });
  });

  it('retire the numbers missing from a snapshot, unless the snapshot is incomplete', async () => {
    await sync().expect(200);
    const [gone, ...kept] = platform.numbers as [string, string, string];
    const snapshot = kept.map((msisdn) => ({
      msisdn,
      operationalStatus: 'Active',
      updatedTimestamp: later(60),
    }));
    await news(snapshot, 'UPDATES');
    await news(snapshot, 'SNAPSHOT', { totalNumbers: 3 });
    expect(await number(gone)).toMatchObject({ operationalStatus: 'Active' });
    await news(snapshot, 'SNAPSHOT');
    expect(await number(gone)).toMatchObject({ operationalStatus: 'Inactive' });
    expect(await number(kept[0]!)).toMatchObject({ operationalStatus: 'Active' });
  });

  it('may list as many numbers as a sub-account has', async () => {
    const numbers = numbersOfRange(3_000, 0).map((msisdn, at) => ({
      msisdn,
      operationalStatus: 'Active',
      updatedTimestamp: later(0),
      countryCode: 'SG',
      referenceId: `MyVirtualNumber-${at}`,
      rentalPrice: 5,
      incomingRate: 0.05,
      billingUnit: 60,
      billingCurrency: 'USD',
      numberHealthCheckEnabled: true,
    }));
    await news(numbers, 'SNAPSHOT');
    const { rows } = await platform.app.db.query(
      `select count(*)::int as joined from virtual_number where state = 'pending'`,
    );
    expect(rows).toEqual([{ joined: 3_000 }]);
  });

  it('trigger a sync if a number is missing from a snapshot whose dates are old', async () => {
    await sync().expect(200);
    const [gone, ...kept] = platform.numbers as [string, string, string];
    const old = kept.map((msisdn) => ({ msisdn, updatedTimestamp: '2023-02-17T05:10:14.760Z' }));
    await platform.app.db.query(`update job set due_at = now() + interval '1 hour'`);
    await news(old, 'SNAPSHOT');
    const { rows } = await platform.app.db.query(
      `select name from job where due_at <= now() order by name`,
    );
    expect(rows).toEqual([{ name: 'pool-sync' }]);
    // A replica that cannot ask 8x8 believes the snapshot.
    const deaf = await platform.app.replica({ EIGHTXEIGHT_API_KEY: '' });
    await deaf.webhook('virtual-numbers', numberUpdate(old, 'SNAPSHOT')).expect(200);
    expect(await number(gone)).toMatchObject({ operationalStatus: 'Inactive' });
    expect(await number(kept[0]!)).toMatchObject({ operationalStatus: 'Active' });
  });

  it('with a date far in the future do not block later updates', async () => {
    await sync().expect(200);
    const [msisdn] = platform.numbers as [string];
    await news([
      { msisdn, operationalStatus: 'Inactive', updatedTimestamp: '2062-01-01T00:00:00Z' },
    ]);
    await platform.app.db.query(
      `update virtual_number set carrier_updated_at = carrier_updated_at - interval '2 minutes'`,
    );
    await sync().expect(200);
    expect(await number(msisdn)).toMatchObject({ operationalStatus: 'Active' });
  });

  it('do not change the numbers of another sub-account', async () => {
    const other = await createPool(platform.app, { numbers: 1, subAccountId: 'quite_another' });
    const [msisdn] = other.numbers as [string];
    await news([{ msisdn, operationalStatus: 'Inactive', updatedTimestamp: later(60) }]);
    expect(await number(msisdn)).toMatchObject({ pool: other.name, operationalStatus: 'Active' });
  });
});
