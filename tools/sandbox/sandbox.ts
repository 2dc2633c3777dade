import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { answerOf, createMasklineClient } from '../../clients/typescript/src/index.js';
import {
  type Maskline,
  registerWebhooks,
  SIMULATOR_KEY,
  SMS_SUB_ACCOUNT,
  startMaskline,
  SUB_ACCOUNT,
} from '../demo/index.js';
import { Simulator } from '../simulator/index.js';
import { NUMBERS, POOL, seed } from './seed.js';

export interface SandboxOptions {
  /** 0 picks a free port, as does that of the simulator. */
  port: number;
  host: string;
  simulatorPort: number;
  /** Keeps the data and the API key. */
  dataDir: string;
  /** Without it, Maskline runs its embedded PostgreSQL. */
  databaseUrl?: string;
  say: (line: string) => void;
}

export interface Sandbox {
  url: string;
  simulatorUrl: string;
  adminApiKey: string;
  /** @returns whether Maskline stopped cleanly */
  stop(): Promise<boolean>;
}

/** Simulated seconds per real second: a call of half a minute takes a third of a second. */
const TIME_SCALE = 100;

/** A receiver of events under development runs on this machine, without TLS. */
const RECEIVERS = {
  EVENT_SUBSCRIPTION_ALLOW_HTTP: 'true',
  EVENT_SUBSCRIPTION_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
};

/** A port of the sandbox is in use. Its message says what to do. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** @throws PortTakenError before anything is started, since a taken port of Maskline shows late */
async function expectFree(name: string, port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(
      `Port ${port} is taken, perhaps by another sandbox. Set ${name} to a free one, or stop what uses it.`,
    );
  }
  server.close();
  await once(server, 'close');
}

/**
 * Starts Maskline and a simulated 8x8 that stay. At the first start it books rides and places calls, as they
 * occur in a day.
 * @throws PortTakenError
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host, simulatorPort, databaseUrl, say } = options;
  await expectFree('PORT', port, host);
  await expectFree('SIMULATOR_PORT', simulatorPort, host);
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey: SIMULATOR_KEY,
    numbers: NUMBERS.map((msisdn) => ({ msisdn, countryCode: 'SG' })),
    timeScale: TIME_SCALE,
    sms: { subAccountId: SMS_SUB_ACCOUNT },
  });
  const simulatorUrl = reachable(await simulator.listen({ host, port: simulatorPort }));
  let maskline: Maskline | undefined;
  const stop = async (): Promise<boolean> => {
    const isClean = await maskline?.stop();
    await simulator.close();
    return isClean ?? false;
  };
  try {
    const settings = { PORT: String(port), HOST: host, ...RECEIVERS };
    maskline = await startMaskline(dataDir, simulatorUrl, databaseUrl, settings);
    const url = reachable(maskline.url);
    const secret = async (name: string) => (await readFile(join(dataDir, name), 'utf8')).trim();
    const adminApiKey = await secret('admin-api-key');
    await registerWebhooks(simulatorUrl, url, await secret('webhook-secrets'));
    const client = createMasklineClient(url, adminApiKey);
    const { items } = await answerOf(client.GET('/v1/pools'));
    if (items.every(({ name }) => name !== POOL)) {
      say('Booking the rides of a day …');
      await seed(client, simulator);
      await simulator.idle();
    }
    return { url, simulatorUrl, adminApiKey, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A server that listens on all addresses is reached at this one. */
const reachable = (url: string): string => url.replace('//0.0.0.0', '//127.0.0.1');
