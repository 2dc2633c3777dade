import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { later, numbersOfRange, sendNumbers } from '../support/carrier/number-messages.js';
import { NumberList } from '../support/carrier/number-list.js';
import { connectedTo, createBooking, createPool, dial } from '../support/scenario.js';

let list: NumberList;
let app: TestApp;
let pool: string;
beforeAll(async () => {
  list = await NumberList.start();
  app = await startApp(list.environment);
});
afterAll(async () => {
  await app.stop();
  await list.stop();
});
beforeEach(async () => {
  const policy = { newNumbers: 'enable', maxCallsPerMinute: null };
  await app.db.query('truncate pool, virtual_number cascade');
  pool = (await createPool(app, { numbers: 2, policy })).name;
});

const numbers = numbersOfRange(3_000, 1);
const entriesOf = (msisdns: readonly string[], operationalStatus = 'Active', seconds = 0) => {
  const updatedTimestamp = later(seconds);
  return msisdns.map((msisdn) => ({ msisdn, operationalStatus, updatedTimestamp }));
};
const counted = async () => {
  const { rows } = await app.db.query(`
    select count(*)::integer as numbers, max(ordinal) + 1 as ordinals,
           count(*) filter (where operational_status = 'Active')::integer as active
      from virtual_number`);
  return rows[0];
};

describe('a carrier webhook with thousands of numbers', () => {
  it('is applied once, even if it is sent three times at once to two replicas', async () => {
    const replica = await app.replica();
    const known = (await app.get(`/v1/virtual-numbers?pool=${pool}`)).body.items;
    const all = [...known.map(({ msisdn }: { msisdn: string }) => msisdn), ...numbers];
    await Promise.all([
      sendNumbers(app, entriesOf(all), 'SNAPSHOT'),
      sendNumbers(app, entriesOf(all.toReversed()), 'SNAPSHOT'),
      sendNumbers(replica, entriesOf(all), 'SNAPSHOT'),
    ]);
    expect(await counted()).toEqual({ numbers: 3_002, ordinals: 3_002, active: 3_002 });
  }, 60_000);

  it('delays neither calls nor bookings', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool);
    let isStored = false;
    const stored = sendNumbers(app, entriesOf(numbers, 'Active', 30), 'UPDATES').then(() => {
      isStored = true;
    });
    do {
      expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
      await createBooking(app, pool);
    } while (!isStored);
    await stored;
    expect(await counted()).toMatchObject({ numbers: 3_002, active: 3_002 });
  }, 60_000);

  it('may retire thousands of numbers at once, unless they are more than half', async () => {
    list.hasActive(numbers);
    await app.post(`/v1/pools/${pool}/sync`).expect(200);
    list.hasActive(numbers.slice(0, 1_600));
    const { body } = await app.post(`/v1/pools/${pool}/sync`).expect(200);
    expect(body).toMatchObject({ updated: 1_600, added: 0, retired: 1_400, held: 0 });
    expect(await counted()).toEqual({ numbers: 3_002, ordinals: 3_002, active: 1_600 });
  }, 60_000);
});
