import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Simulator } from '../../../tools/simulator/index.js';
import { now, Recorder } from '../history/recorder.js';
import { Client } from '../load/client.js';
import { Load } from '../load/load.js';
import { SMS_SUB_ACCOUNT } from '../load/texts.js';
import { FaultyProxy } from './faulty-proxy.js';
import { Fleet } from './fleet.js';
import { Front } from './front.js';
import { PgBouncer } from './pgbouncer.js';
import { Postgres } from './postgres.js';
import { Receiver } from './receiver.js';
import { ADMIN_API_KEY, Replica, SIMULATOR_KEY, SUB_ACCOUNT, WEBHOOK_SECRET } from './replica.js';

/** How a fault wants the service to be set up. */
export interface Plan {
  replicas?: number;
  /** What stands between the replicas and PostgreSQL. */
  between?: 'nothing' | 'proxy' | 'pgbouncer';
  /** Settings of all replicas, and of one each. */
  settings?: Readonly<Record<string, string>>;
  settingsOf?: readonly Readonly<Record<string, string>>[];
  /** Where PostgreSQL keeps its data; default: the folder of the run. */
  dataDir?: string;
  postgresSettings?: Readonly<Record<string, string>>;
  /** Whether the proxy in front of the replicas checks their health, as most do. */
  isChecked?: boolean;
}

export const GRACE_SECONDS = 1;
export const COOLDOWN_SECONDS = 2;
const NUMBERS = Array.from({ length: 24 }, (_, at) => `+65600000${String(at).padStart(2, '0')}`);
const phones = (count: number, first: number): string[] =>
  Array.from({ length: count }, (_, at) => `+659${first + at}`);
const PEOPLE = { riders: phones(40, 1_000_000), drivers: phones(20, 2_000_000) };

/** PostgreSQL, replicas of the built service, a simulated 8x8, a receiver of events, and the load on them. */
export interface Stand {
  postgres: Postgres;
  proxy: FaultyProxy | undefined;
  pgbouncer: PgBouncer | undefined;
  replicas: Replica[];
  fleet: Fleet;
  simulator: Simulator;
  recorder: Recorder;
  load: Load;
  close(): Promise<void>;
}

/** Where a run keeps what it needs: what remains of it, the database that others are copies of, and the rest. */
export interface Folders {
  results: string;
  template: string;
  /** Reachable for every user, since PostgreSQL does not run as root. */
  scratch: string;
}

export async function setUp(folders: Folders, plan: Plan): Promise<Stand> {
  await mkdir(folders.results, { recursive: true });
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    return await build(folders, plan, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  { results: folder, template, scratch }: Folders,
  plan: Plan,
  closing: (() => unknown)[],
  close: () => Promise<void>,
): Promise<Stand> {
  const recorder = new Recorder(join(folder, 'history.jsonl'));
  closing.push(() => recorder.close());
  const dataDir = plan.dataDir ?? join(scratch, 'database');
  await rm(dataDir, { recursive: true, force: true }).catch(() => undefined);
  const log = join(folder, 'postgres.log');
  const postgres = await Postgres.start(template, dataDir, log, plan.postgresSettings);
  closing.push(() => postgres.remove());
  let databaseUrl = postgres.url;
  let proxy: FaultyProxy | undefined;
  let pgbouncer: PgBouncer | undefined;
  if (plan.between === 'proxy') {
    ({ proxy, url: databaseUrl } = await FaultyProxy.before(databaseUrl));
    closing.push(() => proxy?.close());
  } else if (plan.between === 'pgbouncer') {
    pgbouncer = await PgBouncer.start(
      postgres,
      join(scratch, 'pgbouncer'),
      join(folder, 'pgbouncer.log'),
    );
    databaseUrl = pgbouncer.url;
    closing.push(() => pgbouncer?.stop());
  }
  const simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey: SIMULATOR_KEY,
    numbers: NUMBERS.map((msisdn) => ({ msisdn, countryCode: 'SG' })),
    timeScale: 10,
  });
  const simulatorUrl = await simulator.listen();
  closing.push(() => simulator.close());
  const names = Array.from({ length: plan.replicas ?? 2 }, (_, at) => `replica-${at + 1}`);
  const replicas = await Promise.all(
    names.map((name, at) =>
      Replica.start(name, join(folder, `${name}.log`), {
        DATABASE_URL: databaseUrl,
        EIGHTXEIGHT_BASE_URL: simulatorUrl,
        EIGHTXEIGHT_SMS_BASE_URL: simulatorUrl,
        ...plan.settings,
        ...plan.settingsOf?.[at],
      }),
    ),
  );
  closing.push(() => Promise.all(replicas.map((replica) => replica.signal('SIGKILL'))));
  const fleet = new Fleet(replicas, plan.isChecked ?? true);
  closing.push(() => fleet.close());
  const receiver = await Receiver.start(recorder);
  closing.push(() => receiver.close());
  const front = await Front.start(fleet);
  closing.push(() => front.close());
  await registerTexts(simulatorUrl, simulator, front.url);
  await createPool(fleet, receiver.url);
  recorder.add({
    type: 'setup',
    numbers: NUMBERS,
    phones: [...PEOPLE.riders, ...PEOPLE.drivers],
    graceSeconds: GRACE_SECONDS,
    cooldownSeconds: COOLDOWN_SECONDS,
  });
  const load = new Load(new Client(fleet, recorder), NUMBERS, PEOPLE);
  return { postgres, proxy, pgbouncer, replicas, fleet, simulator, recorder, load, close };
}

async function createPool(fleet: Fleet, receiverUrl: string): Promise<void> {
  await admin(fleet, 'POST', '/v1/event-subscriptions', { url: receiverUrl });
  const policy = {
    graceSeconds: GRACE_SECONDS,
    cooldownSeconds: COOLDOWN_SECONDS,
    maxCallsPerMinute: null,
    maxMessagesPerMinute: null,
    channels: ['voice', 'sms'],
  };
  const pool = {
    name: 'rides',
    subAccountId: SUB_ACCOUNT,
    smsSubAccountId: SMS_SUB_ACCOUNT,
    policy,
  };
  await admin(fleet, 'POST', '/v1/pools', pool);
  const numbers = NUMBERS.map((msisdn) => ({ msisdn }));
  await admin(fleet, 'POST', '/v1/pools/rides/numbers', { numbers });
  for (const number of NUMBERS) {
    const path = `/v1/virtual-numbers/${encodeURIComponent(number)}`;
    await admin(fleet, 'PATCH', path, { capabilities: { sms: true } });
  }
}

/** @throws Error without a 2xx */
export async function admin(
  fleet: Fleet,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const authorization = `Bearer ${ADMIN_API_KEY}`;
  const message = { method, path, authorization, timeoutMs: 20_000 };
  const attempts = await fleet.send({ ...message, ...(body && { body }) });
  const { answer } = attempts.at(-1)!;
  if ('status' in answer && answer.status < 300) return answer.body;
  throw new Error(`${method} ${path}: ${JSON.stringify(answer)} at ${Math.round(now())}`);
}

async function registerTexts(url: string, { sms }: Simulator, front: string): Promise<void> {
  const { accountId, subAccountId } = sms;
  const hook = {
    subAccountId,
    url: `${front}/webhooks/8x8/sms`,
    httpAuthorization: `Bearer ${WEBHOOK_SECRET}`,
  };
  const answer = await fetch(`${url}/api/v1/accounts/${accountId}/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SIMULATOR_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify([hook]),
  });
  if (!answer.ok) throw new Error('the webhook of texts could not be registered');
}
