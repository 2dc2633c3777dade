import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { createBooking, createPool } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const load = async (pool: string, query = '') =>
  (await app.get(`/v1/pools/${pool}/load?${query}`).expect(200)).body;

/** Creates bookings on each number of a new pool. @param counts of each number, in their order */
async function poolWith(counts: readonly number[], policy = {}) {
  const pool = await createPool(app, { numbers: counts.length, policy });
  for (const [at, count] of counts.entries()) {
    for (let n = 0; n < count; n += 1) {
      await createBooking(app, pool.name, { virtualNumber: pool.numbers[at]! });
    }
  }
  return pool;
}

describe('the numbers in the load of a pool', () => {
  it('come page by page, the busiest first, with the sums of all on each page', async () => {
    const { name, numbers } = await poolWith([1, 0, 3, 1, 0], { maxActiveBookings: 4 });
    const pages = [await load(name, 'limit=2')];
    while (pages.at(-1).nextCursor !== null && pages.length < 9) {
      pages.push(await load(name, `limit=2&cursor=${pages.at(-1).nextCursor}`));
    }
    const shown = pages.map(({ items }) => items.map(({ msisdn }: { msisdn: string }) => msisdn));
    const [a, b, c, d, e] = numbers;
    expect(shown).toEqual([[c, a], [d, b], [e]]);
    for (const page of pages) {
      expect(page).toMatchObject({ active: 5, usableNumbers: 5, meanActive: 1, peakOverMean: 3 });
      expect(page.freeCapacity).toBe(15);
    }
    expect((await load(name)).items).toHaveLength(5);
  });

  it('do not count if they are reserved or take no bookings, except as places in use', async () => {
    const { name, numbers } = await poolWith([2, 4, 0, 6]);
    await app.patch(`/v1/virtual-numbers/${numbers[1]}`, { reserved: true }).expect(200);
    await app.patch(`/v1/virtual-numbers/${numbers[3]}`, { state: 'draining' }).expect(200);
    const body = await load(name, 'limit=1');
    expect(body).toMatchObject({ active: 12, usableNumbers: 2, meanActive: 1, peakOverMean: 2 });
    expect(body.freeCapacity).toBeNull();
    expect(body.items).toMatchObject([{ msisdn: numbers[3], active: 6, freeCapacity: 0 }]);
    const capacity = await app.get(`/v1/pools/${name}/capacity`).expect(200);
    expect(capacity.body.usableNumbers).toBe(2);
  });

  it('are none in a pool without numbers', async () => {
    const { name } = await createPool(app, { numbers: 0 });
    expect(await load(name)).toMatchObject({
      active: 0,
      cooling: 0,
      callsLast15Minutes: 0,
      usableNumbers: 0,
      meanActive: 0,
      peakOverMean: null,
      freeCapacity: 0,
      items: [],
      nextCursor: null,
    });
  });
});
