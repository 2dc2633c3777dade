import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DECIDE_CALLS,
  DECIDE_USUAL_CALLS,
  DECIDE_USUAL_CALLS_WITH_EVENTS,
} from '../../src/callhandle/decision/call-decision.sql.js';
import { RECORD_ANSWERED } from '../../src/callhandle/decision-hook/answered-call.sql.js';
import { HotPathPool, PostgresPool } from '../../src/platform/database/index.js';
import { EventRepository } from '../../src/events/outbox/event.repository.js';
import { AuditEventRepository } from '../../src/platform/security/audit/audit-event.repository.js';
import { startApp, type TestApp } from '../support/app.js';

/** What a search of each index must fix, so that it reads only the rows of the call. */
const WHOLE_KEYS = [
  ['block_pk', ['blocked_index =', 'blocked_from_index =']],
  ['booking_pk', ['id =']],
  ['call_session_by_caller', ['caller_index =', 'created_at >']],
  ['route_pk', ['caller_index =', 'virtual_number_id =', 'pool_id =']],
] as const;

/**
 * PostgreSQL plans a statement once per connection, perhaps while the tables are empty and every index costs
 * the same.
 * Such a plan must not use an index that reads all calls of a minute.
 */
let app: TestApp;
let hotPath: HotPathPool;
beforeAll(async () => {
  app = await startApp();
  hotPath = new HotPathPool(app.databaseUrl);
});
afterAll(async () => {
  await hotPath.end();
  await app.stop();
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Filter?: string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('the plan of the call handle, made while all tables are empty', () => {
  const CALL = [[0], ['s'], ['+6568332048'], [Buffer.alloc(32)], ['acme'], [null]];
  const booking = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';
  const NAMED_BY_HOOK = [['not-a-party'], [null], ['connect'], [booking], ['driver']];

  it.each([
    ['usual calls', DECIDE_USUAL_CALLS, CALL, []],
    ['usual calls with events', DECIDE_USUAL_CALLS_WITH_EVENTS, CALL, []],
    // Looks for an earlier decision of the session.
    ['any calls', DECIDE_CALLS, [...CALL, ['65']], [['call_session', 'call_session_pk']]],
    [
      'calls about which a hook was asked',
      RECORD_ANSWERED,
      [...CALL, ['65'], ...NAMED_BY_HOOK, [null], [null], [null], 1],
      // The booking that the hook named, its blocks, and the routes by which its phone or party calls
      // back.
      [
        ['block', 'block_pk'],
        ['block', 'block_pk'],
        ['booking', 'booking_pk'],
        ['call_session', 'call_session_pk'],
        ['route', 'route_by_booking'],
        ['route', 'route_pk'],
        ['route', 'route_pk'],
      ],
    ],
  ])(
    'finds the rows of every growing table by a key of the call: %s',
    async (_, { text }, values, more) => {
      const client: pg.PoolClient = await hotPath.connect();
      const { rows } = await client.query({
        text: `explain (format json) ${text}`,
        values,
      });
      client.release();
      const plan = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
      const reads = plan.filter((node) =>
        ['block', 'call_session', 'route', 'booking'].includes(node['Relation Name'] ?? ''),
      );
      const found = reads
        .filter((node) => node['Node Type'] !== 'ModifyTable')
        .map((node) => [
          node['Relation Name'],
          node['Index Name'] ?? node.Plans?.[0]?.['Index Name'],
        ]);
      const expected = [
        ['block', 'block_pk'],
        ['booking', 'booking_pk'],
        ['call_session', 'call_session_by_caller'],
        ['route', 'route_pk'],
        ...more,
      ];
      expect(found.toSorted()).toEqual(expected.toSorted());
      for (const [index, conditions] of WHOLE_KEYS) {
        const searches = plan.flatMap((node) =>
          node['Index Name'] === index ? (node['Index Cond'] ?? '') : [],
        );
        // The routes back of a booking that a hook named are found by the phone alone.
        expect(searches.every((search) => search.includes(conditions[0]))).toBe(true);
        const isWhole = (search: string) => conditions.every((one) => search.includes(one));
        expect(searches.filter(isWhole), index).not.toEqual([]);
      }
    },
  );
});

describe('the plan of a list, with any filter', () => {
  const key = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';
  const time = '2026-11-24T08:00:00Z';
  let pool: PostgresPool;

  beforeAll(async () => {
    pool = new PostgresPool(app.databaseUrl);
    await app.db.query(`
      insert into audit_event (occurred_at, key_id, actor, action, object_type, outcome, details)
      select now() - at * interval '1 minute', case when at % 3 > 0 then gen_random_uuid() end,
             case when at % 3 > 0 then 'mk_live_abcd' when at % 2 = 0 then 'bootstrap' else 'system' end,
             'action-' || at % 20, 'x', 'done', '{}'
        from generate_series(1, 20000) at`);
    await app.db.query(`
      insert into outbox_event (pool_id, id, type, booking_id, payload, occurred_at)
      select gen_random_uuid(), gen_random_uuid(), 'type-' || at % 20,
             case when at % 100 > 0 then gen_random_uuid() end, '{}', now()
        from generate_series(1, 20000) at`);
    await app.db.query('analyze audit_event, outbox_event');
    // Pretend that the tables are large: for few rows, sorting a range is as cheap as the index.
    await app.db.query(`
      update pg_class set reltuples = 1e7
       where oid in ('audit_event'::regclass, 'outbox_event'::regclass)`);
  });
  afterAll(() => pool.end());

  /** Returns the generic plan, which does not depend on the parameter values. */
  async function planOf(list: (of: PostgresPool) => Promise<unknown>): Promise<PlanNode[]> {
    let asked: { text: string; count: number } | undefined;
    const read = (text: string, values: unknown[]) => {
      asked = { text, count: values.length };
      return Promise.resolve([]);
    };
    await list({ read } as unknown as PostgresPool);
    const client = await pool.connect();
    try {
      await client.query(`prepare list as ${asked!.text}`);
      const nulls = Array.from({ length: asked!.count }, () => 'null').join(', ');
      const { rows } = await client.query(`explain (format json) execute list(${nulls})`);
      return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
    } finally {
      await client.query('deallocate all');
      client.release();
    }
  }

  it.each([
    ['audit_event_by_time', {}],
    ['audit_event_by_time', { before: { time, id: '7' } }],
    ['audit_event_by_time', { from: time, to: time, before: { time, id: '7' } }],
    ['audit_event_by_action', { action: 'a' }],
    ['audit_event_by_action', { action: 'a', from: time, to: time }],
    ['audit_event_by_action', { action: 'a', before: { time, id: '7' } }],
    ['audit_event_by_key', { keyId: key }],
    ['audit_event_by_key', { keyId: key, to: time, before: { time, id: '7' } }],
    ['audit_event_by_actor', { actor: 'system' }],
    ['audit_event_by_actor', { actor: 'system', from: time, before: { time, id: '7' } }],
  ])('reads only the audit events that are shown, by %s for %j', async (index, filter) => {
    const plan = await planOf((database) => new AuditEventRepository(database).list(filter, 50));
    const reads = plan.filter((node) => node['Relation Name'] === 'audit_event');
    expect(reads.map((node) => node['Index Name'])).toEqual([index]);
    expect(reads[0]?.Filter).toBeUndefined();
    expect(plan.map((node) => node['Node Type'])).not.toContain('Sort');
  });

  it.each([
    ['outbox_event_pk', {}],
    ['outbox_event_pk', { before: key }],
    ['outbox_event_pk', { type: 'call.missed' as const }],
    ['outbox_event_by_booking', { bookingId: key }],
  ])('finds events by %s for %j', async (index, filter) => {
    const plan = await planOf((database) => new EventRepository(database).list(filter, 50));
    const reads = plan.filter((node) => node['Relation Name'] === 'outbox_event');
    expect(reads.map((node) => node['Index Name'])).toEqual([index]);
  });

  it.each([{ type: 'pool.low' as const }, { type: 'number.state_changed' as const, before: key }])(
    'reads only the few events without a booking for %j',
    async (filter) => {
      const plan = await planOf((database) => new EventRepository(database).list(filter, 50));
      const indexes = plan.map((node) => node['Index Name']).filter((name) => name !== undefined);
      expect(indexes).toContain('outbox_event_by_type');
      expect(indexes).not.toContain('outbox_event_pk');
    },
  );
});
