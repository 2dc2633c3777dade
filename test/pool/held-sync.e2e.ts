import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PoolSyncService } from '../../src/pool/index.js';
import { createKey } from '../support/api-keys.js';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { later, sendNumbers } from '../support/carrier/number-messages.js';
import { NumberList } from '../support/carrier/number-list.js';
import { createBooking, createPool, newVirtualNumber } from '../support/scenario.js';

let list: NumberList;
let app: TestApp;
let pool: string;
let numbers: string[];
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
  ({ name: pool, numbers } = await createPool(app, { numbers: 4 }));
});

const sync = async (body?: object, name = pool) =>
  (await app.post(`/v1/pools/${name}/sync`, body).expect(200)).body;
const heldSync = async (name = pool) =>
  (await app.get(`/v1/pools/${name}`).expect(200)).body.heldSync;
const active = async (name = pool): Promise<number> => {
  const path = `/v1/virtual-numbers?pool=${name}&operationalStatus=Active`;
  return (await app.get(path).expect(200)).body.items.length;
};
const heldEvents = async () => {
  const { body } = await app.get('/v1/events?type=pool.sync_held').expect(200);
  return body.items.map(({ data }: { data: unknown }) => data);
};
const gauge = async (): Promise<string | undefined> => {
  const { text } = await app.as(undefined).get('/metrics').expect(200);
  return /^maskline_pools_with_held_sync (.*)$/m.exec(text)?.[1];
};

describe('a sync that would retire all numbers of a pool', () => {
  it.each([
    ['a snapshot of no numbers', 'snapshot', () => sendNumbers(app, [], 'SNAPSHOT')],
    ['a list of no numbers', 'list', () => sync()],
    [
      'a list of other numbers',
      'list',
      () => {
        list.hasActive([newVirtualNumber()]);
        return sync();
      },
    ],
  ])('changes nothing and waits for an operator: %s', async (_, source, send) => {
    list.has([]);
    await send();
    expect(await active()).toBe(4 + (await addedTo(pool)));
    await createBooking(app, pool);
    const held = await heldSync();
    expect(held).toEqual({
      id: expect.any(String),
      since: expect.any(String),
      source,
      wouldRetire: 4,
      of: 4 + (await addedTo(pool)),
    });
    const { id: heldSyncId, source: from, wouldRetire, of } = held;
    expect(await heldEvents()).toEqual([{ heldSyncId, source: from, wouldRetire, of }]);
    expect(app.logs.lines.join('\n')).toMatch(/would retire 4 of/);
    expect(await gauge()).toBe('1');
  });

  /** Returns how many numbers were added to the pool. */
  const addedTo = async (name: string): Promise<number> => {
    const { body } = await app.get(`/v1/virtual-numbers?pool=${name}`).expect(200);
    return body.items.length - 4;
  };

  it('waits even if the pool has a single number', async () => {
    const small = await createPool(app, { numbers: 1, subAccountId: 'sub_of_one' });
    list.has([]);
    expect(await sync({}, small.name)).toMatchObject({ retired: 0, held: 1 });
    expect(await heldSync(small.name)).toMatchObject({ wouldRetire: 1, of: 1 });
  });

  it('is reported in the response, by the job, and in one event as long as it does not change', async () => {
    list.has([]);
    expect(await sync()).toEqual({
      updated: 0,
      added: 0,
      retired: 0,
      held: 4,
      unreadable: 0,
      inUse: 0,
    });
    const first = await heldSync();
    const run = { signal: new AbortController().signal, shouldContinue: async () => true };
    expect(await app.nest.get(PoolSyncService).run(run)).toMatchObject({ held: 4, retired: 0 });
    expect(await heldSync()).toEqual(first);
    expect(await heldEvents()).toHaveLength(1);
  });

  it('still applies the states of the listed numbers', async () => {
    const [kept] = numbers as [string];
    list.has([{ msisdn: kept, operationalStatus: 'Expiring' }]);
    expect(await sync()).toMatchObject({ updated: 1, retired: 0, held: 3 });
    const { body } = await app.get(`/v1/virtual-numbers/${kept}`).expect(200);
    expect(body.operationalStatus).toBe('Expiring');
    expect(await heldSync()).toMatchObject({ wouldRetire: 3, of: 4 });
  });

  it('waits if the remaining numbers take no bookings', async () => {
    const kept = numbers.slice(0, 2);
    for (const msisdn of kept) {
      await app.patch(`/v1/virtual-numbers/${msisdn}`, { state: 'disabled' }).expect(200);
    }
    list.hasActive(kept);
    expect(await sync()).toMatchObject({ retired: 0, held: 2 });
  });

  it('is dropped when a later list contains the numbers again', async () => {
    list.has([]);
    await sync();
    list.hasActive(numbers);
    expect(await sync()).toMatchObject({ retired: 0, held: 0, updated: 4 });
    expect(await heldSync()).toBeNull();
    expect(await active()).toBe(4);
  });

  it('is dropped when carrier webhooks report the numbers again', async () => {
    list.has([]);
    await sync();
    await sendNumbers(
      app,
      numbers.map((msisdn) => ({ msisdn, operationalStatus: 'Active' })),
    );
    list.hasActive(numbers.slice(1));
    expect(await sync()).toMatchObject({ retired: 1, held: 0 });
    expect(await heldSync()).toBeNull();
  });
});

describe('the share of numbers that a sync may retire', () => {
  it('is half of the numbers of each pool', async () => {
    const other = await createPool(app, { numbers: 4 });
    list.hasActive([...numbers.slice(0, 2), ...other.numbers.slice(0, 1)]);
    expect(await sync()).toMatchObject({ retired: 2, held: 3 });
    expect([await active(), await active(other.name)]).toEqual([2, 4]);
    expect(await heldSync()).toBeNull();
    expect(await heldSync(other.name)).toMatchObject({ wouldRetire: 3, of: 4 });
  });

  it.each([
    ['0', 3, { retired: 0, held: 1 }],
    ['0.25', 3, { retired: 1, held: 0 }],
    ['0.25', 2, { retired: 0, held: 2 }],
    ['1', 1, { retired: 3, held: 0 }],
    ['1', 0, { retired: 0, held: 4 }],
  ])('is a setting: %s, and %i of 4 are left', async (share, left, expected) => {
    const replica = await app.replica({ SYNC_RETIRE_SHARE: share });
    list.hasActive(numbers.slice(0, left));
    const { body } = await replica.post(`/v1/pools/${pool}/sync`).expect(200);
    expect(body).toMatchObject(expected);
    await replica.stop();
  });

  it.each(['1.5', '-1', 'half', '50%'])('cannot be set to %s', async (share) => {
    await expect(app.replica({ SYNC_RETIRE_SHARE: share })).rejects.toThrow('SYNC_RETIRE_SHARE');
  });

  it('does not apply to carrier webhooks about individual numbers', async () => {
    await sendNumbers(
      app,
      numbers.map((msisdn) => ({
        msisdn,
        operationalStatus: 'Inactive',
        updatedTimestamp: later(30),
      })),
    );
    expect(await active()).toBe(0);
    expect(await heldSync()).toBeNull();
    // Numbers that are Inactive already do not count as retired.
    list.has([]);
    expect(await sync()).toMatchObject({ retired: 0, held: 0 });
    expect(await heldSync()).toBeNull();
  });
});

describe('an operator with a held sync', () => {
  it('confirms it, and the numbers that were shown are retired', async () => {
    list.hasActive(numbers.slice(0, 1));
    await sync();
    const { id } = await heldSync();
    // The confirmation does not ask 8x8 again: it retires exactly the numbers that were shown.
    list.answer = 'nonsense';
    expect(await sync({ confirmHeldSync: id })).toMatchObject({ retired: 3, held: 0 });
    expect(await active()).toBe(1);
    expect(await heldSync()).toBeNull();
    const { body } = await app.get('/v1/audit-events?action=pool.sync').expect(200);
    expect(body.items[0]).toMatchObject({ outcome: 'done', objectId: pool });
    const again = await app.post(`/v1/pools/${pool}/sync`, { confirmHeldSync: id }).expect(409);
    expect(again.body.code).toBe('held-sync-changed');
  });

  it('retires no number that 8x8 has reported or that was added since', async () => {
    list.has([]);
    await sync();
    const { id } = await heldSync();
    const [back] = numbers as [string];
    await sendNumbers(app, [{ msisdn: back, updatedTimestamp: later(30) }]);
    const fresh = newVirtualNumber();
    await app.post(`/v1/pools/${pool}/numbers`, { numbers: [{ msisdn: fresh }] }).expect(201);
    expect(await sync({ confirmHeldSync: id })).toMatchObject({ retired: 3 });
    for (const msisdn of [back, fresh]) {
      const { body } = await app.get(`/v1/virtual-numbers/${msisdn}`).expect(200);
      expect(body.operationalStatus).toBe('Active');
    }
  });

  it('cannot confirm a held sync that has changed since it was shown', async () => {
    list.hasActive(numbers.slice(0, 1));
    await sync();
    const shown = await heldSync();
    list.has([]);
    await sync();
    const changed = await heldSync();
    expect(changed).toMatchObject({ wouldRetire: 4 });
    expect(changed.id).not.toBe(shown.id);
    expect(await heldEvents()).toHaveLength(2);
    for (const id of [shown.id, randomUUID()]) {
      const { body } = await app
        .post(`/v1/pools/${pool}/sync`, { confirmHeldSync: id })
        .expect(409);
      expect(body.code).toBe('held-sync-changed');
    }
    await app.post(`/v1/pools/${pool}/sync`, { confirmHeldSync: 'all' }).expect(400);
    expect(await active()).toBe(4);
  });

  it('confirms it once, even with concurrent requests', async () => {
    list.has([]);
    await sync();
    const { id } = await heldSync();
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.post(`/v1/pools/${pool}/sync`, { confirmHeldSync: id })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await active()).toBe(0);
  });

  it('dismisses it, and it returns if 8x8 sends the same list again', async () => {
    list.has([]);
    await sync();
    const first = await heldSync();
    await app.delete(`/v1/pools/${pool}/held-sync`).expect(204);
    expect(await heldSync()).toBeNull();
    await app.delete(`/v1/pools/${pool}/held-sync`).expect(204);
    await app.post(`/v1/pools/${pool}/sync`, { confirmHeldSync: first.id }).expect(409);
    await sync();
    expect((await heldSync()).id).not.toBe(first.id);
    const { body } = await app.get('/v1/audit-events?action=pool.dismiss-held-sync').expect(200);
    expect(body.items).toHaveLength(2);
  });

  it("needs the scope pools:write and the id of the pool's own held sync", async () => {
    list.has([]);
    await sync();
    const { id } = await heldSync();
    const { key } = await createKey(app, ['pools:read']);
    await app.as(key).post(`/v1/pools/${pool}/sync`, { confirmHeldSync: id }).expect(403);
    await app.as(key).delete(`/v1/pools/${pool}/held-sync`).expect(403);
    const other = await createPool(app, { subAccountId: 'quite_another' });
    const { body } = await app
      .post(`/v1/pools/${other.name}/sync`, { confirmHeldSync: id })
      .expect(409);
    expect(body.code).toBe('held-sync-changed');
    await app.delete('/v1/pools/no-such-pool/held-sync').expect(404);
  });

  it('can confirm it without an API key of 8x8', async () => {
    const replica = await app.replica({ EIGHTXEIGHT_API_KEY: '' });
    await sendNumbers(replica, [], 'SNAPSHOT', { subAccountId: SUB_ACCOUNT });
    const { id } = await heldSync();
    const { body } = await replica
      .post(`/v1/pools/${pool}/sync`, { confirmHeldSync: id })
      .expect(200);
    expect(body).toMatchObject({ retired: 4 });
    await replica.stop();
  });
});
