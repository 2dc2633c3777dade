import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/platform/config/index.js';
import { json, ScriptedServer } from '../../src/eightxeight/test-support/scripted-server.js';
import { runSetup } from '../../tools/setup-8x8/run-setup.js';
import { Canaries } from '../support/leak/canaries.js';
import { cloneDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';
import { NodeProcess } from '../support/infrastructure/process.js';
import { callReceived } from '../support/scenario.js';

let dataDir: string;
let canaries: Canaries;
let running: NodeProcess[];
let database: TestDatabase | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-leak-'));
  canaries = new Canaries();
  running = [];
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await database?.drop();
  database = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

const secrets = () => ({
  ADMIN_API_KEY: canaries.secret('ADMIN_API_KEY', 'mk_test_'),
  WEBHOOK_SECRETS: ['first', 'second'].map((one) => canaries.secret(one)).join(),
  NUMBER_KEYS: [2, 1].map((id) => `${id}:${canaries.key(`key ${id}`)}`).join(),
  EIGHTXEIGHT_API_KEY: canaries.secret('EIGHTXEIGHT_API_KEY'),
});

function start(env: Record<string, string | undefined>, ...options: string[]): NodeProcess {
  const all = { DATA_DIR: dataDir, LOG_LEVEL: 'debug', ...env };
  const maskline = NodeProcess.start([...options, 'dist/main.js'], all);
  running.push(maskline);
  return maskline;
}

/** Returns the URL of a test database, with a password in it. */
async function databaseUrl(): Promise<string> {
  database = await cloneDatabase();
  const url = new URL(database.url);
  if (url.password) canaries.watchSecret('DATABASE_URL', url.password);
  else url.password = canaries.secret('DATABASE_URL');
  return url.href;
}

/** Runs failing statements whose values PostgreSQL would put into its log. */
async function breakStatements(number: string): Promise<void> {
  const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  canaries.watchSecret('the password of the embedded PostgreSQL', password);
  const login = { host: '127.0.0.1', port: Number(pidFile.split('\n')[3]), user: 'maskline' };
  const client = new pg.Client({ ...login, password, database: 'maskline' });
  await client.connect();
  await client.query(
    'create temporary table trap (number text unique, positive int check (positive > 0))',
  );
  await client.query('insert into trap values ($1)', [number]);
  for (const [statement, values] of [
    ['insert into trap values ($1)', [number]],
    ['insert into trap values ($1, -1)', [`1${number}`]],
    ['select $1::uuid', [number]],
    [`select '${number}'::uuid`, []],
    [`select ${number} from nothing`, []],
  ] as const) {
    await expect(client.query(statement, [...values])).rejects.toThrow();
  }
  await client.end();
}

describe('the output of node dist/main.js', { timeout: 600_000 }, () => {
  it('contains no number and no secret, nor does the log of its PostgreSQL', async () => {
    const env = secrets();
    const [rider, driver] = [canaries.number('the rider'), canaries.number('the driver')];
    const maskline = start(env);
    const [, url] = await maskline.printed(/listening on (http\S+)/);
    const post = async (
      path: string,
      body: unknown,
      authorization = `Bearer ${env.ADMIN_API_KEY}`,
    ) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return (await fetch(`${url}${path}`, { method: 'POST', headers, body: text })).status;
    };
    const parties = [
      { role: 'rider', phoneNumber: rider },
      { role: 'driver', phoneNumber: driver },
    ];
    expect(await post('/v1/pools', { name: 'rides', subAccountId: 'acme_rides' })).toBe(201);
    const numbers = [{ msisdn: '+6568332048' }];
    expect(await post('/v1/pools/rides/numbers', { numbers })).toBe(201);
    const booking = { pool: 'rides', reference: 'ride-1', parties };
    expect(await post('/v1/bookings', booking)).toBe(201);
    expect(await post('/v1/bookings', { ...booking, reference: 'ride-2' })).toBe(409);
    expect(await post('/v1/bookings', `{"${rider}`)).toBe(400);
    expect(await post(`/v1/bookings/${driver}/complete?${rider}`, '')).toBe(404);
    expect(await post('/v1/bookings', booking, rider)).toBe(401);
    const webhook = env.WEBHOOK_SECRETS.split(',')[1]!;
    for (const path of ['call-action', 'call-status', 'session-summary', 'recording']) {
      const call = callReceived(rider, '+6568332048', { subAccountId: 'acme_rides' });
      for (const body of [call, { payload: { source: rider } }]) {
        expect(await post(`/webhooks/8x8/${path}`, body, webhook)).toBe(200);
      }
    }
    await breakStatements(rider);
    maskline.child.kill('SIGTERM');
    expect(await maskline.ended()).toBe(0);
    expect(maskline.output).toContain('duplicate key value violates unique constraint');
    canaries.keep('output', maskline.output);
    expect(canaries.leaks()).toEqual([]);
  });

  it('contains none in an uncaught exception or after a start with other keys', async () => {
    const text = `no route to ${canaries.number('a number in an exception')}\n    at `;
    // Node.js prints the fields of an error in addition to its message.
    const script = (fails: string) => `process.on('SIGUSR2', () => {
      const text = process.env.TEXT;
      const failure = Object.assign(new TypeError(text), { detail: text, code: 'E_TEST' });
      setImmediate(() => { ${fails} });
    })`;
    const settings = { ...secrets(), DATABASE_URL: await databaseUrl() };
    const breakDown = async (fails: string) => {
      const preload = `data:text/javascript,${encodeURIComponent(script(fails))}`;
      const maskline = start({ ...settings, TEXT: text }, '--import', preload);
      await maskline.printed(/listening on http/);
      maskline.child.kill('SIGUSR2');
      expect(await maskline.ended()).toBe(1);
      expect(maskline.output).toMatch(/Maskline crashed: TypeError code=E_TEST\n\s+at /);
      canaries.keep('output', maskline.output);
    };
    await breakDown('throw failure');
    const other = start({ ...settings, NUMBER_KEYS: `1:${canaries.key('another key')}` });
    await Promise.all([breakDown('void Promise.reject(failure)'), other.ended()]);
    expect(other.output).toContain('NUMBER_KEYS does not fit this database');
    canaries.keep('output', other.output);
    expect(canaries.leaks()).toEqual([]);
  });

  it('contains none in error messages about settings', async () => {
    const [password, short] = [canaries.secret('a password'), canaries.secret('half a secret')];
    const right = { ...secrets(), DATABASE_URL: `postgres://me:${password}@127.0.0.1:1/maskline` };
    const key = canaries.key('a key');
    const wrong = {
      ADMIN_API_KEY: short.slice(0, 19),
      WEBHOOK_SECRETS: `${short},${short.slice(0, 15)}`,
      NUMBER_KEYS: `1:${key},1:${key}`,
      EIGHTXEIGHT_API_KEY: `two ${short}`,
      DATABASE_URL: `mysql://me:${password}@db.example.com/maskline`,
      PUBLIC_URL: `https://me:${password}@mask.example.com`,
      EIGHTXEIGHT_BASE_URL: `${password}@voice.example.com`,
      LOG_LEVEL: short,
      PORT: short,
    };
    const production = { NODE_ENV: 'production' };
    const refused = start({ ...wrong, ...production });
    const unreachable = start({ ...right, ...production });
    expect(await Promise.all([refused.ended(), unreachable.ended()])).toEqual([1, 1]);
    for (const name of Object.keys(wrong)) expect(refused.output).toContain(`${name} must `);
    expect(unreachable.output).toContain('DATABASE_URL: cannot be reached');
    canaries.keep('output', refused.output + unreachable.output);
    for (const [name, value] of [
      ['NUMBER_KEYS', key],
      ['NUMBER_KEYS', `256:${key}`],
      ['DATABASE_URL', `postgres://me:${password}@db.example.com:99999999/maskline`],
    ] as const) {
      const load = () => loadSettings({ ...right, ...production, [name]: value });
      expect(load).toThrow(name);
      canaries.keep('error', String(catching(load)));
    }
    expect(canaries.leaks()).toEqual([]);
  });
});

function catching(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return inspect(error);
  }
}

describe('the output of npm run setup:8x8', () => {
  it('contains no secret, even if 8x8 echoes the whole request', async () => {
    const eightXEight = await ScriptedServer.start();
    const env = {
      ...secrets(),
      NODE_ENV: 'production',
      EIGHTXEIGHT_BASE_URL: eightXEight.url,
      PUBLIC_URL: 'https://mask.example.com',
    };
    const lines: string[] = [];
    const terminal = {
      say: (line: string) => lines.push(line),
      warn: (line: string) => lines.push(line),
    };
    const number = canaries.number('a number that 8x8 says');
    const echo = () => `${number} ${JSON.stringify(eightXEight.received)}`;
    for (const status of [200, 400, 401, 403, 404, 422, 500]) {
      const list = json(200, { webhooks: [], statusCode: 0 });
      eightXEight.reply(list, (response) =>
        json(status, { webhooks: [{ type: echo(), url: echo() }], statusMessage: echo() })(
          response,
        ),
      );
      await runSetup(['--sub-account', 'acme_rides'], env, terminal);
    }
    await eightXEight.close();
    expect(lines.join('\n')).toContain('EIGHTXEIGHT_API_KEY');
    canaries.keep('output', lines.join('\n'));
    expect(canaries.leaks()).toEqual([]);
  });
});

describe('the output of npm run demo', { timeout: 600_000 }, () => {
  it('masks the phone numbers of its people', async () => {
    for (const number of ['+6591110001', '+6582220002', '+6593330003']) {
      canaries.watchNumber(`${number} of the demo`, number);
    }
    const { url } = (database = await cloneDatabase());
    const demo = NodeProcess.start(['dist-tools/tools/demo/main.js'], { DATABASE_URL: url });
    running.push(demo);
    expect(await demo.ended(), demo.output).toBe(0);
    expect(demo.output).toContain('+65••••0001');
    expect(demo.output).not.toMatch(/mk_dev_[\w-]{9}/);
    canaries.keep('output', demo.output);
    expect(canaries.leaks()).toEqual([]);
  });
});
