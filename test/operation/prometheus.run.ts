import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CALL_TIMEOUTS } from '../../src/platform/config/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { EIGHTXEIGHT_KEY } from '../support/carrier/platform.js';
import { SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { addHook, HookServer } from '../support/servers/hook-server.js';
import {
  bookingRequest,
  createBooking,
  createPool,
  dial,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';
import { createTextPool, writeText } from '../support/texts.js';
import { subscribe, TO_LOOPBACK, WebhookReceiver } from '../support/servers/webhook-receiver.js';
import { freePort, Program, serviceFolder } from './support/program.js';

const PROMETHEUS = '/usr/bin/prometheus';
const isInstalled = existsSync(PROMETHEUS);
if (!isInstalled)
  console.warn(`NOT RUN: the dashboard's queries, because ${PROMETHEUS} is missing`);

/** What Grafana replaces in a query. Prometheus scrapes each second here. */
const VARIABLES = {
  $__rate_interval: '10s',
  $__range: '5m',
  $instance: '.*',
  $pool: '.*',
};

/** What has no series before something goes wrong that this test does not make go wrong. */
const ONLY_IN_TROUBLE = [
  'maskline_gauge_reads_total',
  'maskline_http_requests_shed_total',
  'maskline_job_set_aside',
];

interface Target {
  panel: string;
  expr: string;
}

async function targets(): Promise<Target[]> {
  const { panels } = JSON.parse(await readFile('deploy/grafana/maskline.json', 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets: own = [] }) =>
    own.map(({ expr }) => ({
      panel: title,
      expr: Object.entries(VARIABLES).reduce((text, pair) => text.replaceAll(...pair), expr),
    })),
  );
}

describe.skipIf(!isInstalled)('a Prometheus that scrapes a replica with some traffic', () => {
  let app: TestApp;
  let url: string;
  let prometheus: Program;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const sms = await SmsEndpoint.start();
    closing.push(() => sms.close());
    app = await startApp(
      {
        ...TO_LOOPBACK,
        JOBS: 'on',
        EIGHTXEIGHT_SMS_BASE_URL: sms.url,
        EIGHTXEIGHT_API_KEY: EIGHTXEIGHT_KEY,
      },
      { callTimeouts: CALL_TIMEOUTS },
    );
    closing.push(() => app.stop());
    const folder = await serviceFolder();
    closing.push(() => folder.remove());
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await configure(folder.path);
    prometheus = await Program.start(PROMETHEUS, [
      `--config.file=${join(folder.path, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    closing.push(() => prometheus.stop());
    const isUp = async () => expect(await query('up{job="maskline"} == 1')).toHaveLength(1);
    await vi.waitFor(isUp, { timeout: 20_000, interval: 200 });
    await makeTraffic();
  });
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  /** Writes the files of `deploy`, changed for the address of this replica and for a short test. */
  async function configure(folder: string): Promise<void> {
    const text = await readFile('deploy/prometheus.yml', 'utf8');
    const own = text
      .replace('scrape_interval: 15s', 'scrape_interval: 1s\n  evaluation_interval: 1s')
      .replace(
        / {4}dns_sd_configs:[^]*$/,
        `    static_configs: [{ targets: ['${new URL(app.url).host}'] }]\n`,
      );
    expect(own).toContain('static_configs');
    await writeFile(join(folder, 'prometheus.yml'), own);
    await writeFile(join(folder, 'alerts.yml'), await readFile('deploy/alerts.yml'));
  }

  /** @throws Error with what Prometheus says against the query */
  async function query(expr: string): Promise<{ value: [number, string] }[]> {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const body = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: { value: [number, string] }[] };
    };
    if (body.status !== 'success') throw new Error(`${expr}: ${body.error}`);
    return body.data.result;
  }

  /** A little of everything that is counted, for longer than the interval of a rate. */
  async function makeTraffic(): Promise<void> {
    const receiver = await WebhookReceiver.start();
    closing.push(() => receiver.close());
    const hook = await HookServer.start();
    closing.push(() => hook.close());
    await subscribe(app, receiver);
    const pool = await createTextPool(app, { policy: { maxCallsPerMinute: null } });
    const booking = await createBooking(app, pool.name);
    const hooked = await createPool(app, { policy: { maxCallsPerMinute: null } });
    const decided = await createBooking(app, hooked.name);
    await addHook(app, hooked.name, hook);
    const { rider, virtualNumber } = booking;
    for (let second = 0; second < 8; second += 1) {
      await createBooking(app, pool.name);
      await dial(app, rider, virtualNumber);
      await dial(app, decided.rider, decided.virtualNumber);
      await dial(app, newPhone(), virtualNumber);
      await writeText(app, rider, virtualNumber, 'I am there');
      await app.as('of nobody').get('/v1/bookings').expect(401);
      await app.webhook('call-status', { payload: {} }).expect(200);
      await fetch(`${app.url}/webhooks/8x8/call-action`, { method: 'POST', body: '{}' });
      if (second === 4) await makeTrouble(pool.name, booking);
      await pause(700);
    }
  }

  /** While a table is locked, a caller hears "try again later" and a request fails. */
  async function makeTrouble(pool: string, { rider, virtualNumber }: TestBooking): Promise<void> {
    const client = await app.db.connect();
    await client.query('begin');
    await client.query('lock table booking in access exclusive mode');
    try {
      await dial(app, rider, virtualNumber);
      const { status } = await app.post('/v1/bookings', bookingRequest(pool));
      expect(status).toBeGreaterThanOrEqual(500);
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  it('gets every metric and label that the panels of the dashboard ask for', async () => {
    const empty: string[] = [];
    for (const { panel, expr } of await targets()) {
      const found = await query(expr);
      const isMissing = found.every(({ value }) => value[1] === 'NaN');
      const needsTrouble = ONLY_IN_TROUBLE.some((name) => expr.includes(name));
      if (isMissing && !needsTrouble) empty.push(`${panel}: ${expr}`);
    }
    expect(empty).toEqual([]);
  });

  it('offers the values of the variables of the dashboard', async () => {
    for (const [label, series] of [
      ['instance', 'maskline_build_info'],
      ['pool', 'maskline_pool_numbers'],
    ] as const) {
      const answer = await fetch(`${url}/api/v1/label/${label}/values?match[]=${series}`);
      const { data } = (await answer.json()) as { data: string[] };
      expect(data.length, label).toBeGreaterThan(0);
    }
  });

  it('evaluates each alert without an error', async () => {
    const answer = await fetch(`${url}/api/v1/rules`);
    const { data } = (await answer.json()) as {
      data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
    };
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(20);
    const broken = rules.filter(({ health }) => health !== 'ok');
    expect(broken.map(({ name, health, lastError }) => `${name} ${health} ${lastError}`)).toEqual(
      [],
    );
  });
});
