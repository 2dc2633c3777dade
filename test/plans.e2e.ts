import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DECIDE_CALLS } from '../src/callhandle/call-decision.sql.js';
import { HotPathPool } from '../src/database/index.js';
import { startApp, type TestApp } from './support/app.js';

/**
 * A statement is planned once for each connection, perhaps while the tables are empty, when every index
 * looks as good as another. An index that reads all calls of a minute must not be among them.
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
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('the plan of the call handle, made while all tables are empty', () => {
  it('finds everything that grows by a key of the call', async () => {
    const values = [[0], ['s'], ['+6568332048'], [Buffer.alloc(32)], ['acme'], [true]];
    const client: pg.PoolClient = await hotPath.connect();
    const { rows } = await client.query({
      text: `explain (format json) ${DECIDE_CALLS.text}`,
      values,
    });
    client.release();
    const plan = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
    const reads = plan.filter((node) =>
      ['call_session', 'route', 'booking'].includes(node['Relation Name'] ?? ''),
    );
    const found = reads
      .filter((node) => node['Node Type'] !== 'ModifyTable')
      .map((node) => [node['Relation Name'], node['Index Name']]);
    expect(found.toSorted()).toEqual([
      ['booking', 'booking_pk'],
      ['call_session', 'call_session_by_caller'],
      ['call_session', 'call_session_pk'],
      ['route', 'route_pk'],
    ]);
    const byCaller = plan.find((node) => node['Index Name'] === 'call_session_by_caller');
    for (const column of ['caller_index', 'created_at']) {
      expect(byCaller?.['Index Cond']).toContain(column);
    }
  });
});
