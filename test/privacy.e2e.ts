import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesOfCall } from './support/call-messages.js';
import {
  ADMIN_API_KEY,
  NUMBER_KEYS,
  startApp,
  type TestApp,
  WEBHOOK_SECRET,
} from './support/app.js';
import {
  bookingRequest,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
} from './support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Every value of every row of every table, as text; bytes as text too. */
async function dumpDatabase(): Promise<string> {
  const { rows: tables } = await app.db.query(
    `select table_name from information_schema.tables where table_schema = 'public'`,
  );
  const dumps = tables.map(async ({ table_name }) => {
    const { rows } = await app.db.query(`select * from ${table_name}`);
    return rows
      .flatMap((row) => Object.values(row as Record<string, unknown>))
      .map((value) =>
        Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value ?? null),
      )
      .join('\n');
  });
  return (await Promise.all(dumps)).join('\n');
}

describe('real numbers', () => {
  it('stand in no table, no answer and no log line, whatever happens', async () => {
    const pool = await createPool(app);
    const stranger = newPhone();
    const booking = await createBooking(app, pool.name);
    const { rider, driver } = booking;
    const answers: unknown[] = [booking.parties];
    const keep = async (response: Promise<{ body: unknown }>) =>
      answers.push((await response).body);

    for (const { path, body } of messagesOfCall(booking).messages) {
      const answer = await app.webhook(path, body);
      if (path !== 'call-action') answers.push(answer.body);
    }
    await dial(app, stranger, booking.virtualNumber);
    await app.webhook('call-status', { payload: { source: stranger } });
    await keep(app.get('/v1/bookings'));
    await keep(app.get(`/v1/bookings/${booking.id}/calls`));
    await keep(app.post('/v1/bookings', { ...bookingRequest(pool.name), pool: rider }));
    await keep(app.post('/v1/bookings', bookingRequest(pool.name, { rider: `${rider}99` })));
    await keep(app.post('/v1/bookings', bookingRequest(pool.name, { rider, driver: rider })));
    await keep(app.get(`/v1/bookings?cursor=${rider.slice(1)}`));
    await keep(app.get(`/v1/bookings/${rider.slice(1)}`));
    await keep(app.post(`/v1/bookings/${booking.id}/complete`));

    const dump = await dumpDatabase();
    const logs = app.logs.lines.join('\n');
    for (const number of [rider, driver, stranger]) {
      const digits = number.slice(3);
      expect(dump.includes(digits), 'in the database').toBe(false);
      expect(logs.includes(digits), 'in the log').toBe(false);
      // The path that a client itself made of a number comes back as the instance of the problem.
      const shown = JSON.stringify(answers, (key, value: unknown) =>
        key === 'instance' ? undefined : value,
      );
      expect(shown.includes(digits), 'in an answer').toBe(false);
    }
    for (const secret of [ADMIN_API_KEY, WEBHOOK_SECRET, NUMBER_KEYS.slice(2)]) {
      expect(logs.includes(secret), 'a secret in the log').toBe(false);
      expect(dump.includes(secret), 'a secret in the database').toBe(false);
    }
  });
});

describe('a route that was tampered with', () => {
  const routeColumns = ['callee_ciphertext', 'callee_index'] as const;

  it.each([[routeColumns], [[routeColumns[0]]], [[routeColumns[1]]]])(
    'connects nobody when %j came from another route',
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
  ])('connects nobody when its %s was changed', async (column, value) => {
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
  it('must be the one that the database was written with', async () => {
    const other = `1:${Buffer.alloc(32, 8).toString('base64')}`;
    const unknown = `2:${Buffer.alloc(32, 9).toString('base64')}`;
    for (const ring of [other, unknown]) {
      await expect(app.replica({ NUMBER_KEYS: ring })).rejects.toThrow(
        /does not fit this database/,
      );
    }
  });

  it('may get a new key behind the first: numbers stay readable, and lookups find them', async () => {
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
