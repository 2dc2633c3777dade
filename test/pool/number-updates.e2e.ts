import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, sendNumbers } from '../support/carrier/number-messages.js';
import { PoolSyncService } from '../../src/pool/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { NumberList } from '../support/carrier/number-list.js';
import { createPool, newVirtualNumber } from '../support/scenario.js';

let list: NumberList;
let app: TestApp;
let pool: string;
let known: [string, string, string];
beforeAll(async () => {
  list = await NumberList.start();
  app = await startApp(list.environment);
});
afterAll(async () => {
  await app.stop();
  await list.stop();
});
beforeEach(async () => {
  await app.db.query('truncate pool, virtual_number, outbox_event cascade');
  const made = await createPool(app, { numbers: 3, policy: { newNumbers: 'enable' } });
  pool = made.name;
  known = made.numbers as typeof known;
});

const sync = () => app.post(`/v1/pools/${pool}/sync`).expect(200);
const statusOf = async (msisdn: string): Promise<string> =>
  (await app.get(`/v1/virtual-numbers/${msisdn}`).expect(200)).body.operationalStatus;
const unreadable = async (source: string): Promise<number> => {
  const { text } = await app.as(undefined).get('/metrics').expect(200);
  const line = `maskline_malformed_numbers_total{source="${source}"} `;
  return Number(
    text
      .split('\n')
      .find((one) => one.startsWith(line))
      ?.slice(line.length) ?? 0,
  );
};

describe('a carrier webhook that lists a number twice', () => {
  const [old, recent] = [later(20), later(40)];
  const healthy = { operationalStatus: 'Active', updatedTimestamp: old };
  const sick = { operationalStatus: 'Unhealthy', updatedTimestamp: recent };

  it.each([
    ['the older first', [healthy, sick]],
    ['the newer first', [sick, healthy]],
  ])('applies the newest state to a number of the pool: %s', async (_, order) => {
    const [msisdn] = known;
    await sendNumbers(
      app,
      order.map((one) => ({ msisdn, ...one })),
    );
    expect(await statusOf(msisdn)).toBe('Unhealthy');
  });

  it.each([
    ['the older first', [healthy, sick]],
    ['the newer first', [sick, healthy]],
  ])('adds a new number with the newest state: %s', async (_, order) => {
    const msisdn = newVirtualNumber();
    await sendNumbers(
      app,
      order.map((one) => ({ msisdn, ...one })),
    );
    expect(await statusOf(msisdn)).toBe('Unhealthy');
  });

  it('recognises the number in each of its spellings', async () => {
    const [msisdn] = known;
    const entries = [
      { msisdn, ...sick },
      { msisdn: msisdn.slice(1), ...healthy },
    ];
    await sendNumbers(app, entries);
    expect(await statusOf(msisdn)).toBe('Unhealthy');
  });

  const timed = { updatedTimestamp: recent };
  it.each([
    ['at the same time', timed],
    ['without a time', {}],
  ])('applies the state that allows fewer new bookings, in any order, %s', async (_, time) => {
    const states = ['Inactive', 'Active', 'Expiring', 'Unhealthy', 'Sleepy'];
    for (const order of [states, states.toReversed()]) {
      const msisdn = newVirtualNumber();
      await sendNumbers(
        app,
        order.map((operationalStatus) => ({ msisdn, operationalStatus, ...time })),
      );
      expect(await statusOf(msisdn)).toBe('Inactive');
    }
  });

  it('prefers a state with a time to one without', async () => {
    const msisdn = newVirtualNumber();
    const { operationalStatus } = healthy;
    for (const order of [
      [{ operationalStatus }, sick],
      [sick, { operationalStatus }],
    ]) {
      await sendNumbers(
        app,
        order.map((one) => ({ msisdn, ...one })),
      );
      expect(await statusOf(msisdn)).toBe('Unhealthy');
    }
  });

  it('has the same result as two webhooks with the same time, in any order', async () => {
    const msisdn = newVirtualNumber();
    const messages = ['Active', 'Expiring'].map((operationalStatus) => ({
      msisdn,
      operationalStatus,
      updatedTimestamp: recent,
    }));
    for (const one of [...messages, ...messages.toReversed()]) await sendNumbers(app, [one]);
    expect(await statusOf(msisdn)).toBe('Expiring');
  });

  it('counts it once: a snapshot with a duplicate and a missing number retires nothing', async () => {
    const [kept, gone, other] = known;
    const entries = [kept, kept, other].map((msisdn) => ({ msisdn, ...sick }));
    await sendNumbers(app, entries, 'SNAPSHOT');
    expect(await statusOf(kept)).toBe('Unhealthy');
    expect(await statusOf(gone)).toBe('Active');
  });
});

describe('a new number in a carrier webhook', () => {
  it('never takes a booking if 8x8 reports it as Inactive', async () => {
    const msisdn = newVirtualNumber();
    await sendNumbers(app, [{ msisdn, operationalStatus: 'Inactive' }]);
    const { rows } = await app.db.query(
      `select payload from outbox_event where type = 'number.state_changed'`,
    );
    // The number was Inactive from the start, so no event is emitted.
    expect(rows).toEqual([]);
    expect(await statusOf(msisdn)).toBe('Inactive');
  });
});

describe('a malformed number in a carrier webhook', () => {
  it.each(['string', '', null, 6_568_332_048, {}, '+0'])(
    'is stored as a dead letter and counted, and the other numbers are applied: %j',
    async (msisdn) => {
      const [kept, gone, other] = known;
      const before = await unreadable('VNU');
      const entries = [
        { msisdn: kept, operationalStatus: 'Expiring', updatedTimestamp: later(60) },
        { msisdn, operationalStatus: 'Active' },
        other,
      ];
      await sendNumbers(app, entries, 'SNAPSHOT');
      expect(await statusOf(kept)).toBe('Expiring');
      expect(await statusOf(gone)).toBe('Active');
      expect((await unreadable('VNU')) - before).toBe(2);
      const { body } = await app.get('/v1/dead-letters').expect(200);
      expect(body.items[0]).toMatchObject({ type: 'VNU', reason: expect.stringMatching('msisdn') });
      expect(app.logs.lines.join('\n')).toMatch(/2 entries of a VNU/);
      expect(app.logs.lines.join('\n')).not.toContain(kept.slice(3));
    },
  );
});

describe('a malformed entry in the number list of 8x8', () => {
  it.each([
    [{ msisdn: 'string' }],
    [{ msisdn: null }],
    [{ operationalStatus: 'Active' }],
    [null],
    ['6568332048'],
  ])('is counted, and the sync retires no number: %j', async (entry) => {
    const [kept, gone, other] = known;
    list.has([{ msisdn: kept, operationalStatus: 'Expiring' }, { msisdn: other }, entry]);
    const { body } = await sync();
    expect(body).toMatchObject({ updated: 2, retired: 0, held: 0, unreadable: 1 });
    expect(await statusOf(kept)).toBe('Expiring');
    expect(await statusOf(gone)).toBe('Active');
    expect(app.logs.lines.join('\n')).toMatch(/1 entr(y|ies) of 8x8's list/);
  });

  it('is counted by the sync job together with the applied entries', async () => {
    list.has([{ msisdn: 'string' }, { msisdn: known[0], operationalStatus: 'Expiring' }]);
    const run = { signal: new AbortController().signal, shouldContinue: async () => true };
    const counts = await app.nest.get(PoolSyncService).run(run);
    expect(counts).toMatchObject({ updated: 1, retired: 0, unreadable: 1, failed: 0 });
  });

  it.each([
    ['fewer', 2],
    ['more', 4],
    ['none', undefined],
    ['a text', 'many'],
  ])(
    'or a total that differs (%s) prevents the sync from retiring numbers',
    async (_, totalNumbers) => {
      const [kept, gone, other] = known;
      list.has(
        [kept, other, newVirtualNumber()].map((msisdn) => ({ msisdn })),
        { totalNumbers },
      );
      expect((await sync()).body).toMatchObject({ retired: 0, held: 0, unreadable: 0 });
      expect(await statusOf(gone)).toBe('Active');
    },
  );

  it('does not affect how statuses are read, in upper or lower case', async () => {
    const [one] = known;
    list.has([{ msisdn: one, operationalStatus: 'UNHEALTHY' }], { totalNumbers: 3 });
    await sync();
    expect(await statusOf(one)).toBe('Unhealthy');
    list.has([{ msisdn: one, operationalStatus: 'active' }], { totalNumbers: 3 });
    await sync();
    expect(await statusOf(one)).toBe('Active');
  });
});
