import { describe, expect, it } from 'vitest';
import { rows, statement, statementDocuments } from './statement.js';

describe('a statement', () => {
  const ADD = statement(
    'spec-add',
    {
      poolId: 'uuid',
      routes: rows({
        position: 'ordinal',
        callerRole: 'text',
        callee: 'bytea?',
        details: 'jsonb?',
      }),
      until: 'timestamptz?',
    },
    (p) => `insert into t select ${p.poolId}, * from ${p.routes} where ${p.until} > now()`,
    { isRepeatable: true },
  );

  it('numbers its parameters and names their types', () => {
    expect(ADD.text).toBe(
      'insert into t select $1::uuid, * from unnest($2::integer[], $3::text[], $4::bytea[], ' +
        '$5::jsonb[]) as routes (position, caller_role, callee, details) where $6::timestamptz > now()',
    );
  });

  it('passes rows as one array for each column', () => {
    const callee = Buffer.from('x');
    const query = ADD({
      poolId: 'pool',
      routes: [{ callerRole: 'rider', callee, details: ['a'] }, { callerRole: 'driver' }],
    });
    expect(query).toMatchObject({ name: 'spec-add', isRepeatable: true, timeout: undefined });
    expect(query.values).toEqual([
      'pool',
      [0, 1],
      ['rider', 'driver'],
      [callee, undefined],
      ['["a"]', null],
      undefined,
    ]);
  });

  it('is documented by name, with the meaning of each numbered parameter', () => {
    expect(statementDocuments().find(({ name }) => name === 'spec-add')?.parameters).toEqual([
      'pool_id uuid',
      'routes.position integer[]',
      'routes.caller_role text[]',
      'routes.callee bytea[]',
      'routes.details jsonb[]',
      'until timestamptz',
    ]);
  });

  it('must have a unique name, because connections cache prepared text by name', () => {
    expect(() => statement('spec-add', {}, () => 'select 1')).toThrow('spec-add');
  });
});
