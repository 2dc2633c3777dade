import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NUMBER_KEYS, startApp, type TestApp } from '../support/app.js';
import { createBooking, createPool, dial, expectRefusal } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('a route that was tampered with', () => {
  const routeColumns = ['callee_ciphertext', 'callee_index'] as const;

  it.each([[routeColumns], [[routeColumns[0]]], [[routeColumns[1]]]])(
    'connects nobody if %j came from another route',
    async (columns) => {
      const pool = await createPool(app);
      const first = await createBooking(app, pool.name);
      const second = await createBooking(app, pool.name);
      const copied = columns.map((column) => `${column} = other.${column}`).join(', ');
      await app.db.query(
        `update route set ${copied} from route other
          where route.booking_id = $1 and route.caller_role = 'rider'
            and other.booking_id = $2 and other.caller_role = 'rider'`,
        [first.id, second.id],
      );
      expectRefusal(await dial(app, first.rider, first.virtualNumber), /try again later/);
    },
  );

  it.each([
    ['booking_id', `(select id from booking where id = $2)`],
    ['caller_index', `sha256('somebody else')`],
    ['virtual_number_id', `(select max(id) from virtual_number)`],
  ])('connects nobody if its %s was changed', async (column, value) => {
    const pool = await createPool(app, { numbers: 1 });
    const first = await createBooking(app, pool.name);
    const second = await createBooking(app, pool.name);
    await createPool(app, { numbers: 1 });
    await app.db.query(
      `update route set ${column} = ${value} where booking_id = $1 and caller_role = 'rider' and $2::uuid is not null`,
      [first.id, second.id],
    );
    expectRefusal(await dial(app, first.rider, first.virtualNumber));
  });
});

describe('the key ring', () => {
  it('must contain the key that the database was written with', async () => {
    const other = `1:${Buffer.alloc(32, 8).toString('base64')}`;
    const unknown = `2:${Buffer.alloc(32, 9).toString('base64')}`;
    for (const ring of [other, unknown]) {
      await expect(app.replica({ NUMBER_KEYS: ring })).rejects.toThrow(
        /does not fit this database/,
      );
    }
  });

  it('may get a new key after the first, and numbers stay readable and findable', async () => {
    const pool = await createPool(app);
    const before = await createBooking(app, pool.name);
    const added = `${NUMBER_KEYS},3:${Buffer.alloc(32, 3).toString('base64')}`;
    const replica = await app.replica({ NUMBER_KEYS: added });
    const after = await createBooking(replica, pool.name);
    for (const { rider, virtualNumber, driver } of [before, after]) {
      const answer = await dial(replica, rider, virtualNumber);
      expect(answer.callflow[0]?.params?.['destination']).toBe(driver);
    }
  });
});
