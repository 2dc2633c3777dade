import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callDecisions } from '../../src/platform/observability/index.js';
import { json, ScriptedServer } from '../../src/eightxeight/test-support/scripted-server.js';
import { JobRegistry } from '../../src/platform/jobs/index.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { NumberVault } from '../../src/platform/security/index.js';
import { dumpColumns } from '../support/leak/database-dump.js';
import { LeakAbuse } from '../support/leak/leak-abuse.js';
import { leakPanics } from '../support/leak/leak-panics.js';
import { type LeakStage, startLeakStage } from '../support/leak/leak-stage.js';
import { leakStory } from '../support/leak/leak-story.js';
import type { LeakWorld } from '../support/leak/leak-world.js';
import { sendRaw } from '../support/infrastructure/raw-http.js';
import { type HttpRoute, routesOf } from '../support/routes.js';
import { TcpProxy } from '../support/infrastructure/tcp-proxy.js';
import { answers, deliverAll, WebhookReceiver } from '../support/servers/webhook-receiver.js';

let stage: LeakStage;
let receiver: WebhookReceiver;
let world: LeakWorld;
let chapters: Record<string, () => Promise<unknown>>;
let book: () => Promise<unknown>;
let routes: HttpRoute[];
beforeAll(async () => {
  stage = await startLeakStage();
  receiver = await WebhookReceiver.start();
  routes = routesOf(stage.app).filter(({ method }) => method !== 'HEAD');
  ({ world, chapters, book } = leakStory(stage, routes, receiver.url));
});
afterAll(async () => {
  await stage.stop();
  await receiver.close();
});

/** Returns the leaks in all output since the last call, and in all stored data. */
async function leaks() {
  const { app, canaries, client, tap } = stage;
  await client.send({ method: 'GET', url: '/metrics' }, '/metrics', { key: null });
  stage.keepLogs();
  for (const { column, text } of await dumpColumns(app.db)) canaries.keep(`column ${column}`, text);
  const { rows } = await app.db.query<{ query: string }>(
    `select query from pg_stat_activity where application_name like 'maskline%'`,
  );
  for (const text of [...tap.texts, ...rows.map(({ query }) => query)]) {
    canaries.keep('statement', text);
  }
  for (const { headers, body } of receiver.received.splice(0)) {
    canaries.keep('delivery', `${JSON.stringify(headers)}\n${body}`);
  }
  return canaries.leaks();
}

/** Runs a few requests at a time, as clients do. */
async function ofEachRoute(run: (route: HttpRoute) => Promise<unknown>, atOnce = 6): Promise<void> {
  const waiting = [...routes];
  const worker = async () => {
    for (let route = waiting.shift(); route; route = waiting.shift()) await run(route);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const answered = (...statuses: number[]) =>
  expect([...stage.client.statuses]).toEqual(expect.arrayContaining(statuses));

describe('phone numbers and secrets stay hidden', { timeout: 600_000 }, () => {
  it('when every route succeeds', async () => {
    const names = routes.map(({ method, url }) => `${method} ${url}`);
    expect(Object.keys(chapters).toSorted(), 'each route has a chapter').toEqual(names.toSorted());
    for (const chapter of Object.values(chapters)) await chapter();
    expect(await leaks()).toEqual([]);
  });

  it('when requests are refused', async () => {
    const abuse = new LeakAbuse(stage.client, world, stage.canaries);
    // A refusal for too many requests is delayed by a second.
    await ofEachRoute((route) => abuse.withoutAccess(route), 50);
    await ofEachRoute((route) => abuse.inAddress(route));
    await ofEachRoute((route) => abuse.inBody(route));
    answered(400, 401, 403, 404, 409, 413, 415, 422, 429);
    expect(await leaks()).toEqual([]);
  });

  it('when the input is not HTTP', async () => {
    const { app, canaries } = stage;
    const number = canaries.number('a number in no HTTP');
    const secret = canaries.secret('a secret in no HTTP');
    for (const bytes of [
      `CALL ${number} HTTP/1.1\r\nhost: x\r\n\r\n`,
      `GET /v1/bookings/${number} HTTP/9\r\n\r\n`,
      `GET /v1/bookings/%zz${number} HTTP/1.1\r\nhost: x\r\nauthorization: ${secret}\r\n\r\n`,
      `GET /v1/${number.repeat(60)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      `GET /${number}?${secret} HTTP/1.1\r\nhost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${number.repeat(2_000)}\r\n\r\n`,
      `GET / HTTP/1.1\r\n${number} ${secret}\r\n\r\n`,
      `${number}\r\n\r\n`,
    ]) {
      const answer = await sendRaw(app.url, bytes);
      expect(answer, bytes.slice(0, 60)).toMatch(/^HTTP\/1\.1 4\d\d /);
      canaries.keep('answer to no HTTP', answer);
    }
    expect(await leaks()).toEqual([]);
  });

  it('when something fails unexpectedly', async () => {
    const { app, client, canaries, tap } = stage;
    const abuse = new LeakAbuse(client, world, canaries);
    const panics = await leakPanics(stage);
    for (const instead of panics) {
      await tap.failing(instead, () => ofEachRoute((route) => abuse.plainly(route)));
    }
    const vault = app.nest.get(NumberVault);
    const methods = [
      'indexOf',
      'digestOf',
      'encrypt',
      'encryptText',
      'decrypt',
      'decryptText',
    ] as const;
    for (const instead of panics) {
      if (!('thrown' in instead)) continue;
      for (const method of methods) {
        vault[method] = () => {
          throw instead.thrown;
        };
      }
      await ofEachRoute((route) => abuse.plainly(route));
    }
    // Deleting the overrides restores the methods of the class.
    for (const method of methods) delete (vault as Partial<NumberVault>)[method];
    answered(500);
    expect(await leaks()).toEqual([]);
  });

  it('when jobs and deliveries fail', async () => {
    const { app, canaries, tap } = stage;
    const number = canaries.number('a number in a failed job');
    const runner = app.nest.get(JobRunner);
    for (const job of app.nest.get(JobRegistry).all()) {
      await app.db.query('update job set due_at = now() where name = $1', [job.name]);
      await tap.failing(
        { sql: `select '${number}'::uuid` },
        () => runner.runIfDue(job),
        (text) => !/\bjob\b/.test(text),
      );
    }
    const { rows } = await app.db.query('select distinct last_outcome from job');
    expect(rows).toContainEqual({ last_outcome: 'failed' });

    const echo = `${number} ${canaries.secret('a secret in the answer of a receiver')}`;
    for (const status of [500, 302, 410]) {
      receiver.behave = answers(status, { 'x-echo': echo, location: `http://x/${number}` }, echo);
      await chapters['POST /v1/event-subscriptions']!();
      await app.db.query('delete from route');
      await book();
      await deliverAll(app);
    }
    await chapters['GET /v1/events/:id']!();
    await chapters['GET /v1/event-subscriptions']!();
    expect(await leaks()).toEqual([]);
  });

  it('when 8x8 does not answer, or echoes everything it was sent', async () => {
    const { canaries } = stage;
    const eightXEight = await ScriptedServer.start();
    const { app, client } = await stage.replica({ EIGHTXEIGHT_BASE_URL: eightXEight.url });
    const abuse = new LeakAbuse(client, world, canaries);
    // Earlier bookings occupy the numbers of the pool.
    await app.db.query('delete from route');
    await book();
    const echo = () =>
      `${JSON.stringify(eightXEight.received)} ${canaries.number('a number that 8x8 says')}`;
    const faults = (status: number) => (response: import('node:http').ServerResponse) =>
      json(
        status,
        { statusCode: echo(), statusMessage: echo(), errorId: echo() },
        { 'x-echo': 'x' },
      )(response);
    for (const reply of [
      ...[400, 401, 403, 404, 409, 422, 429, 500, 503].map(faults),
      json(302, '', { location: `/${canaries.number('a number that 8x8 says')}` }),
      (response: import('node:http').ServerResponse) => response.end(echo()),
      (response: import('node:http').ServerResponse) => response.destroy(),
    ]) {
      eightXEight.reply(reply);
      const sent = eightXEight.received.length;
      for (const route of routes.filter(({ url }) => /sync|\/calls$|recordings/.test(url))) {
        await abuse.plainly(route);
      }
      expect(eightXEight.received.length).toBeGreaterThan(sent);
    }
    for (const { path } of eightXEight.received) canaries.keep('URL of 8x8', path);
    await app.stop();
    await eightXEight.close();
    expect(await leaks()).toEqual([]);
  });

  it('when the database is unavailable, and during shutdown', async () => {
    const { proxy, url } = await TcpProxy.before(stage.app.databaseUrl);
    const { app, client } = await stage.replica({ DATABASE_URL: url });
    const abuse = new LeakAbuse(client, world, stage.canaries);
    proxy.cut();
    await ofEachRoute((route) => abuse.plainly(route));
    expect([...client.statuses]).toContain(503);
    proxy.restore();
    await expect.poll(async () => (await app.get('/health/ready')).status).toBe(200);
    proxy.silence();
    const underWay = ofEachRoute((route) => abuse.plainly(route)).catch(() => undefined);
    const stopped = app.stop();
    proxy.cut();
    await Promise.all([stopped, underWay]);
    await proxy.close();
    expect(await leaks()).toEqual([]);
  });
});

describe('a planted number', () => {
  const number = () => stage.canaries.number('a planted number');

  it.each([
    [
      'a text',
      `update booking set reference = $1 where id = (select max(id::text)::uuid from booking)`,
      (text: string) => text,
    ],
    ['JSON', `update booking set metadata = $1`, (text: string) => JSON.stringify({ a: [text] })],
    ['bytes', `update party set pin_ciphertext = $1`, (text: string) => Buffer.from(`x${text}`)],
    ['a list', `update api_key set scopes = $1`, (text: string) => [text]],
    ['a record', `update audit_event set details = $1`, (text: string) => ({ field: text })],
    ['an event', `update outbox_event set payload = $1`, (text: string) => ({ caller: text })],
    ['an answer', `update job set last_error = $1`, (text: string) => `failed: ${text}`],
  ])('is found in a column with %s', async (_what, statement, value) => {
    const client = await stage.app.db.connect();
    try {
      await client.query('begin');
      await client.query(statement, [value(number())]);
      const column = /^update (\w+) set (\w+)/.exec(statement)!.slice(1).join('.');
      const texts = (await dumpColumns(client)).filter((dump) => dump.column === column);
      expect(texts.flatMap(({ text }) => stage.canaries.in(text))).toContain('a planted number');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('is found in the log, metrics, responses, deliveries and statements', async () => {
    const { app } = stage;
    new Logger('a test').debug(`a call of ${number()}`);
    callDecisions.inc({ decision: 'fail', reason: number() });
    await app.nest.get(DataSource).query(`select '${number()}'`);
    await app.db.query('update job set last_error = $1', [number()]);
    await chapters['GET /v1/jobs']!();
    receiver.behave = answers(204);
    await chapters['POST /v1/event-subscriptions']!();
    await app.db.query('delete from route');
    await book();
    await app.db.query('update outbox_event set payload = $1', [{ caller: number() }]);
    await deliverAll(app);

    const found = (await leaks()).filter(({ canary }) => canary === 'a planted number');
    expect([...new Set(found.map(({ place }) => place))].toSorted()).toEqual([
      'answer 200 to GET /metrics',
      'answer 200 to GET /v1/jobs',
      'column job.last_error',
      'column outbox_event.payload',
      'delivery',
      'log',
      'statement',
    ]);
  });
});
