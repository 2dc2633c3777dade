import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_SEARCHED } from '../../src/platform/rest/index.js';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { createPool, type TestPool } from '../support/scenario.js';

let app: TestApp;
let pool: TestPool;
let other: TestPool;

/** The rows of a list: one old row that matches, and newer ones that do not. */
const ROWS = {
  calls: `
    insert into call_session (pool_id, session_id, decision, reason, session_status, created_at)
    select pool.id, pool.name || '-' || n, 'connect', 'callable',
           case when n = $2::integer then 'BUSY' else 'NO_ANSWER' end,
           now() - make_interval(secs => n)
      from generate_series(0, $2::integer) n cross join pool where pool.name = $1`,
  messages: `
    insert into message (pool_id, id, kind, length, state, reason, queued_at, due_at, received_at)
    select pool.id, gen_random_uuid(), 'text', 1, 'refused',
           case when n = $2::integer then 'blocked' else 'not-a-party' end, now(), now(),
           now() - make_interval(secs => n)
      from generate_series(0, $2::integer) n cross join pool where pool.name = $1`,
  bookings: `
    with booked as (
      insert into booking (pool_id, id, reference, virtual_number_id, status, expires_at, metadata)
      select pool.id, ('00000000-0000-7000-8000-' || lpad(to_hex($2::integer - n), 12, '0'))::uuid,
             n::text, (select min(id) from virtual_number v where v.pool_id = pool.id),
             case when n = $2::integer then 'cancelled' else 'completed' end, now(), '{}'
        from generate_series(0, $2::integer) n cross join pool where pool.name = $1
      returning pool_id, id
    )
    insert into party (pool_id, booking_id, role, position)
    select pool_id, id, 'rider', 0 from booked`,
} as const;

beforeAll(async () => {
  app = await startApp();
  [pool, other] = [await createPool(app), await createPool(app)];
  for (const sql of Object.values(ROWS)) await app.db.query(sql, [pool.name, MAX_SEARCHED]);
});
afterAll(() => app.stop());

const PAGE = 'limit=5';

describe('a search by something without an index', () => {
  it.each([
    ['/v1/calls?outcome=busy', '/v1/calls?outcome=missed'],
    ['/v1/messages?reason=blocked', '/v1/messages?outcome=refused'],
    ['/v1/bookings?status=cancelled', '/v1/bookings?status=completed'],
  ])('sees a part of the list at a time, and goes on with the cursor: %s', async (rare, usual) => {
    const { body: first } = await app.get(`${rare}&${PAGE}`).expect(200);
    expect(first.items).toEqual([]);
    expect(first.nextCursor).not.toBeNull();
    const { body: next } = await app.get(`${rare}&${PAGE}&cursor=${first.nextCursor}`).expect(200);
    expect(next.items).toHaveLength(1);
    expect(next.nextCursor).toBeNull();
    const { body: full } = await app.get(`${usual}&${PAGE}`).expect(200);
    expect(full.items).toHaveLength(5);
  });

  it('returns each row once, over all its pages', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const path = `/v1/calls?outcome=missed&limit=200${cursor}`;
      const { body } = await app.get(path).expect(200);
      seen.push(...body.items.map(({ sessionId }: { sessionId: string }) => sessionId));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(seen).toHaveLength(MAX_SEARCHED);
    expect(new Set(seen).size).toBe(MAX_SEARCHED);
  });

  it('names no row of another pool in its cursor', async () => {
    const { key } = await createKey(app, ['calls:read', 'messages:read', 'bookings:read'], {
      pools: [other.name],
    });
    for (const path of [
      '/v1/calls?outcome=busy',
      '/v1/messages?reason=blocked',
      '/v1/bookings?status=cancelled',
    ]) {
      const { body } = await app.as(key).get(path).expect(200);
      expect(body, path).toEqual({ items: [], nextCursor: null });
    }
  });
});
