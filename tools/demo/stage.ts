import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DEFAULT_ACCOUNT_ID, Simulator } from '../simulator/index.js';

export const SUB_ACCOUNT = 'maskline_demo';
export const SMS_SUB_ACCOUNT = 'maskline_demo_sms';
export const SIMULATOR_KEY = 'demo-key-of-the-simulator';
/** Simulated seconds per real second: a call of half a minute takes a few hundredths of a second. */
const TIME_SCALE = 1000;
const NUMBERS = ['+6568332040', '+6568332041', '+6568332042'];
/** For a ride across the border, in a pool of its own. */
const ABROAD = '+60392123040';

/** The running services of the demo. */
export interface Stage {
  url: string;
  adminApiKey: string;
  simulator: Simulator;
  simulatorUrl: string;
  numbers: string[];
  /** A number of another country. */
  abroad: string;
  databaseKind: string;
  /** @returns whether Maskline stopped cleanly */
  stop(): Promise<boolean>;
}

interface ScratchDatabase {
  kind: string;
  /** If absent, Maskline runs its embedded PostgreSQL. */
  url?: string;
  drop(): Promise<void>;
}

/**
 * Starts Maskline as in production (`node dist/main.js`), and a simulated 8x8 with its webhooks
 * registered. All data is deleted at the end.
 */
export async function startStage(): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'maskline-demo-'));
  const database = await scratchDatabase();
  const simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey: SIMULATOR_KEY,
    numbers: [
      ...NUMBERS.map((msisdn) => ({ msisdn, countryCode: 'SG' })),
      { msisdn: ABROAD, countryCode: 'MY' },
    ],
    timeScale: TIME_SCALE,
    sms: { subAccountId: SMS_SUB_ACCOUNT },
  });
  let maskline: Maskline | undefined;
  const stop = async (): Promise<boolean> => {
    const isClean = await maskline?.stop();
    await simulator.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
    return isClean ?? false;
  };
  try {
    const simulatorUrl = await simulator.listen();
    maskline = await startMaskline(dataDir, simulatorUrl, database.url);
    const secret = async (name: string) => (await readFile(join(dataDir, name), 'utf8')).trim();
    await registerWebhooks(simulatorUrl, maskline.url, await secret('webhook-secrets'));
    return {
      url: maskline.url,
      adminApiKey: await secret('admin-api-key'),
      simulator,
      simulatorUrl,
      numbers: NUMBERS,
      abroad: ABROAD,
      databaseKind: database.kind,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Creates a database of its own on the server of DATABASE_URL, so that the demo touches no other data. */
async function scratchDatabase(): Promise<ScratchDatabase> {
  const server = process.env['DATABASE_URL'];
  if (!server) return { kind: 'embedded PostgreSQL', drop: async () => undefined };
  const name = `maskline_demo_${process.pid}_${Date.now()}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    kind: 'a scratch database on your PostgreSQL',
    url: url.href,
    drop: () => run(`drop database ${name} with (force)`),
  };
}

export interface Maskline {
  url: string;
  /** @returns whether it stopped cleanly */
  stop(): Promise<boolean>;
}

/** Starts Maskline with the embedded PostgreSQL, or on a database. @param more settings */
export async function startMaskline(
  dataDir: string,
  simulatorUrl: string,
  databaseUrl: string | undefined,
  more: Readonly<Record<string, string>> = {},
): Promise<Maskline> {
  const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [main], {
    env: {
      ...(PATH && { PATH }),
      ...(HOME && { HOME }),
      ...(TMPDIR && { TMPDIR }),
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      DATA_DIR: dataDir,
      EIGHTXEIGHT_BASE_URL: simulatorUrl,
      EIGHTXEIGHT_SMS_BASE_URL: simulatorUrl,
      EIGHTXEIGHT_API_KEY: SIMULATOR_KEY,
      PORT: '0',
      NO_COLOR: '1',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A Ctrl-C at the terminal goes to the demo, which then stops Maskline.
    detached: true,
  });
  const url = await listeningUrl(child);
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null) return false;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      const [code] = await exited;
      return code === 0;
    },
  };
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /listening on (http:\/\/\S+)/.exec(line)?.[1];
    if (url) {
      child.stdout!.resume();
      return url;
    }
  }
  throw new Error('Maskline did not start');
}

/** Registers the webhooks through 8x8's API, as an operator does once. */
export async function registerWebhooks(
  simulatorUrl: string,
  masklineUrl: string,
  httpAuthHeader: string,
): Promise<void> {
  const paths = {
    VCA: 'call-action',
    VCS: 'call-status',
    VSS: 'session-summary',
    VRU: 'recording',
    VNU: 'virtual-numbers',
  };
  for (const [type, path] of Object.entries(paths)) {
    const url = `${masklineUrl}/webhooks/8x8/${path}`;
    const response = await fetch(`${simulatorUrl}/api/v1/subaccounts/${SUB_ACCOUNT}/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SIMULATOR_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type, url, httpAuthHeader, enabled: true }),
    });
    if (!response.ok) throw new Error(`the simulator refused webhook ${type}`);
  }
  const url = `${masklineUrl}/webhooks/8x8/sms`;
  const response = await fetch(`${simulatorUrl}/api/v1/accounts/${DEFAULT_ACCOUNT_ID}/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SIMULATOR_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify([
      { subAccountId: SMS_SUB_ACCOUNT, url, httpAuthorization: httpAuthHeader, enabled: true },
    ]),
  });
  if (!response.ok) throw new Error('the simulator refused the webhook of texts');
}
