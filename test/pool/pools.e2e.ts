import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { createPool, newVirtualNumber } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('pools', () => {
  it('have a policy with defaults, and are found by id or name', async () => {
    const { body } = await app
      .post('/v1/pools', {
        name: 'rides-sg',
        subAccountId: 'acme_rides',
        policy: { graceSeconds: 60, messages: { ended: { text: 'The ride is over.' } } },
      })
      .expect(201);
    expect(body.policy).toEqual({
      bookingTtlSeconds: 14_400,
      graceSeconds: 60,
      cooldownSeconds: 86_400,
      sticky: true,
      avoidLastNumber: false,
      maxActiveBookings: null,
      callRecording: false,
      selection: 'balanced',
      countryMatch: 'off',
      prefixMatch: false,
      numberMode: 'shared',
      allowedCountries: null,
      allowedNumberKinds: [],
      maxCallsPerMinute: 30,
      partyPin: false,
      newNumbers: 'approve',
      rebalance: 'drain-only',
      rebalanceTolerance: 0.1,
      maxMovesPerRun: 500,
      messages: { ended: { text: 'The ride is over.' } },
      quietHours: null,
      languages: [],
      recordingRequiresAnnouncement: false,
      channels: ['voice'],
      maxMessagesPerMinute: 30,
      messageDelivery: 'at-most-once',
      messageRolePrefix: false,
      messageRetentionHours: 0,
      messageRedaction: 'off',
      missedCallTextMinutes: 10,
      messageKeywords: {
        stop: [
          'STOP',
          'STOPALL',
          'UNSUBSCRIBE',
          'END',
          'CANCEL',
          'QUIT',
          'ARRET',
          'ARRETE',
          'ARRETT',
        ],
        start: ['START', 'UNSTOP', 'DEBUT'],
        help: ['HELP', 'INFO'],
      },
      messageReplies: {},
    });
    expect((await app.get('/v1/pools/rides-sg').expect(200)).body).toEqual(body);
    expect((await app.get(`/v1/pools/${body.id}`).expect(200)).body).toEqual(body);
  });

  it('have unique names', async () => {
    const { name } = await createPool(app);
    const again = { name, subAccountId: 'acme_rides' };
    expect((await app.post('/v1/pools', again).expect(409)).body.code).toBe('pool-name-taken');
  });

  it('keep the policy fields that an update leaves out', async () => {
    const { name } = await createPool(app, { policy: { graceSeconds: 5, maxActiveBookings: 9 } });
    const change = { policy: { graceSeconds: 6, maxActiveBookings: null } };
    const { body } = await app.patch(`/v1/pools/${name}`, change).expect(200);
    expect(body.policy).toMatchObject({
      graceSeconds: 6,
      maxActiveBookings: null,
      cooldownSeconds: 86_400,
    });
    const unchanged = await app.patch(`/v1/pools/${name}`, {}).expect(200);
    expect(unchanged.body.policy).toEqual(body.policy);
  });

  it('are listed page by page', async () => {
    await createPool(app, { numbers: 0 });
    await createPool(app, { numbers: 0 });
    const first = await app.get('/v1/pools?limit=1').expect(200);
    expect(first.body.items).toHaveLength(1);
    const { nextCursor } = first.body;
    const second = await app.get(`/v1/pools?limit=1&cursor=${nextCursor}`).expect(200);
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
  });

  it.each([
    [{ name: 'X' }],
    [{ name: '1abc' }],
    [{ subAccountId: 'a' }],
    [{ policy: { graceSeconds: -1 } }],
    [{ policy: { graceSeconds: null } }],
    [{ policy: { messages: { ended: { text: '' } } } }],
    [{ policy: { messages: { ended: { text: 'x'.repeat(3001) } } } }],
    [{ policy: { messages: { ended: { text: 'hello', repetition: 4 } } } }],
    [{ policy: { messages: { notAParty: { fileUrl: 'ftp://example.org/a.mp3' } } } }],
    [{ policy: { messages: { notAParty: 'hello' } } }],
  ])('cannot be created with %j', async (change) => {
    const pool = { name: 'valid-name', subAccountId: 'acme_rides', ...change };
    const { body } = await app.post('/v1/pools', pool).expect(400);
    expect(body.code).toBe('validation-failed');
    expect(body.errors[0].path).toMatch(/^(name|subAccountId|policy)/);
  });
});

describe('virtual numbers', () => {
  it('are added once, with their country', async () => {
    const { name } = await createPool(app, { numbers: 0 });
    const msisdn = newVirtualNumber();
    const numbers = { numbers: [{ msisdn, weight: 3 }] };
    const { body } = await app.post(`/v1/pools/${name}/numbers`, numbers).expect(201);
    expect(body.items).toEqual([
      expect.objectContaining({
        msisdn,
        pool: name,
        countryCode: 'SG',
        weight: 3,
        state: 'enabled',
        operationalStatus: 'Active',
      }),
    ]);
    expect(body.items[0]).not.toHaveProperty('id');
    const again = await app
      .post(`/v1/pools/${name}/numbers`, { numbers: [{ msisdn, weight: 9 }] })
      .expect(201);
    expect(again.body.items[0].weight).toBe(3);
  });

  it('belong to one pool: a request adds all numbers or none', async () => {
    const first = await createPool(app, { numbers: 1 });
    const second = await createPool(app, { numbers: 0 });
    const fresh = newVirtualNumber();
    const numbers = [{ msisdn: fresh }, { msisdn: first.numbers[0] }];
    const { body } = await app.post(`/v1/pools/${second.name}/numbers`, { numbers }).expect(409);
    expect(body.code).toBe('virtual-number-taken');
    await app.get(`/v1/virtual-numbers/${fresh}`).expect(404);
  });

  it('are listed by pool and state, and updated by their number', async () => {
    const { name, numbers } = await createPool(app, { numbers: 3 });
    const change = { state: 'disabled', maxActiveBookings: 5 };
    await app.patch(`/v1/virtual-numbers/${numbers[1]}`, change).expect(200);
    const { body } = await app.get(`/v1/virtual-numbers?pool=${name}&state=disabled`).expect(200);
    expect(body.items).toEqual([expect.objectContaining({ msisdn: numbers[1], ...change })]);
    const all = await app.get(`/v1/virtual-numbers?pool=${name}&limit=2`).expect(200);
    expect(all.body.items).toHaveLength(2);
    expect(all.body.nextCursor).not.toBeNull();
  });

  it.each(['12345', '+65', 'abc', '+1'])('cannot be %j', async (msisdn) => {
    const { name } = await createPool(app, { numbers: 0 });
    const { body } = await app
      .post(`/v1/pools/${name}/numbers`, { numbers: [{ msisdn }] })
      .expect(422);
    expect(body).toMatchObject({ code: 'phone-number-invalid', path: 'numbers[0].msisdn' });
  });
});
