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
  it('reports that it is ready, and the offset of its clock', async () => {
    const { body } = await app.get('/health/ready').expect(200);
    expect(body).toEqual({ status: 'ok', clockOffsetSeconds: expect.any(Number) });
    expect(Math.abs(body.clockOffsetSeconds)).toBeLessThan(30);
  });

  it('with a wrong clock reports that once in the log, and as a metric', async () => {
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

  it('reports that it is shutting down, continues to serve, and closes each connection', async () => {
    const replica = await app.replica();
    // Unlike supertest, fetch keeps its connections open.
    const connectionOf = async () =>
      (await fetch(`${replica.url}/health/live`)).headers.get('connection');
    expect(await connectionOf()).toBe('keep-alive');
    replica.nest.get(Drain).begin();
    const { body } = await replica.get('/health/ready').expect(503);
    expect(body.code).toBe('shutting-down');
    expect(await connectionOf()).toBe('close');
  });
});

describe('a warmed-up replica', () => {
  it('has prepared the call handle statements on each connection before the first call', async () => {
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
      expect(rows.map(({ name }) => name)).toEqual([
        'decide-calls',
        'decide-usual-calls',
        'decide-usual-calls-with-events',
        'explain-calls',
      ]);
      client.release();
    }
  });
});

describe('a database session', () => {
  it('has the required settings even if the URL has options of its own', async () => {
    const url = new URL(app.databaseUrl);
    url.searchParams.set('options', '-c jit=on -c search_path=public');
    const replica = await app.replica({ DATABASE_URL: url.href });
    await replica.get('/health/ready').expect(200);
    const { rows } = await replica.nest
      .get(PostgresPool)
      .query(`select current_setting('jit') as jit, current_setting('search_path') as path`);
    expect(rows).toEqual([{ jit: 'off', path: 'public' }]);
  });

  it('without a required setting makes the replica unready, and the log names the setting and the remedy', async () => {
    const url = new URL(app.databaseUrl);
    url.searchParams.set('statement_timeout', '0');
    const replica = await app.replica({ DATABASE_URL: url.href });
    const { body } = await replica.get('/health/ready').expect(503);
    expect(body).toMatchObject({ code: 'database-settings', missing: ['statement_timeout'] });
    expect(replica.logs.lines.join('\n')).toMatch(/lack statement_timeout\..*docs\/deploy\.md/);
  });
});
