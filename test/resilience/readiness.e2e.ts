import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ClockWatch,
  HotPathPool,
  PostgresPool,
  WarmUp,
} from '../../src/platform/database/index.js';
import { Drain } from '../../src/health/drain.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('a replica', () => {
  it('says that it is ready, and how far its clock is off', async () => {
    const { body } = await app.get('/health/ready').expect(200);
    expect(body).toEqual({ status: 'ok', clockOffsetSeconds: expect.any(Number) });
    expect(Math.abs(body.clockOffsetSeconds)).toBeLessThan(30);
  });

  it('whose clock is off says so once in the log, and as a metric', async () => {
    const tenMinutesLate = () => Date.now() - 600_000;
    const clock = new ClockWatch(app.nest.get(PostgresPool), tenMinutesLate);
    await clock.measure();
    await clock.measure();
    expect(clock.offsetSeconds).toBeGreaterThan(590);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(30_000);
    const lines = app.logs.lines.filter((line) => line.includes('the clock of this machine'));
    expect(lines).toEqual([expect.stringMatching(/is 6\d\d s behind the database's/)]);
    const { text } = await app.get('/metrics');
    expect(text).toMatch(/^maskline_clock_offset_seconds (59|60)\d/m);
  });

  it('says that it is about to stop, goes on serving, and ends each connection', async () => {
    const replica = await app.replica();
    // Unlike supertest, fetch keeps its connections.
    const connectionOf = async () =>
      (await fetch(`${replica.url}/health/live`)).headers.get('connection');
    expect(await connectionOf()).toBe('keep-alive');
    replica.nest.get(Drain).begin();
    const { body } = await replica.get('/health/ready').expect(503);
    expect(body.code).toBe('shutting-down');
    expect(await connectionOf()).toBe('close');
  });
});

describe('a replica that has warmed up', () => {
  it('has the plans of a call handle on each connection, before the first call', async () => {
    const replica = await app.replica();
    await replica.nest.get(WarmUp).run();
    const hotPath = replica.nest.get(HotPathPool);
    const clients = await Promise.all(
      Array.from({ length: hotPath.options.max }, () => hotPath.connect()),
    );
    for (const client of clients) {
      const { rows } = await client.query<{ name: string }>(
        'select name from pg_prepared_statements order by name',
      );
      expect(rows.map(({ name }) => name)).toEqual(['decide-calls', 'explain-calls']);
      client.release();
    }
  });
});

describe('a session', () => {
  it('has the settings that statements rely on, also if the URL has options of its own', async () => {
    const url = new URL(app.databaseUrl);
    url.searchParams.set('options', '-c jit=on -c search_path=public');
    const replica = await app.replica({ DATABASE_URL: url.href });
    await replica.get('/health/ready').expect(200);
    const { rows } = await replica.nest
      .get(PostgresPool)
      .query(`select current_setting('jit') as jit, current_setting('search_path') as path`);
    expect(rows).toEqual([{ jit: 'off', path: 'public' }]);
  });

  it('that lacks one keeps the replica from being ready; the log says which and what to do', async () => {
    const url = new URL(app.databaseUrl);
    url.searchParams.set('statement_timeout', '0');
    const replica = await app.replica({ DATABASE_URL: url.href });
    const { body } = await replica.get('/health/ready').expect(503);
    expect(body).toMatchObject({ code: 'database-settings', missing: ['statement_timeout'] });
    expect(replica.logs.lines.join('\n')).toMatch(/lack statement_timeout\..*docs\/deploy\.md/);
  });
});
