import { cloneDatabase } from '../infrastructure/postgres.js';
import { startOn, SUB_ACCOUNT, type TestApp } from '../app.js';
import { Simulator } from '../../../tools/simulator/index.js';
import type { Environment } from '../../../src/platform/config/index.js';
import { Canaries } from './canaries.js';
import { LeakClient } from './leak-client.js';
import { newVirtualNumber } from '../scenario.js';
import { SmsEndpoint } from '../carrier/sms-endpoint.js';
import { StatementTap } from '../infrastructure/statement-tap.js';
import { TO_LOOPBACK } from '../servers/webhook-receiver.js';

/** An application in which every secret and every phone number is a canary. */
export interface LeakStage {
  app: TestApp;
  canaries: Canaries;
  client: LeakClient;
  tap: StatementTap;
  /** Starts another replica with other settings; the caller stops it. */
  replica(environment: Environment): Promise<{ app: TestApp; client: LeakClient }>;
  /** Keeps the log lines of all replicas since the last call for the search. */
  keepLogs(): void;
  stop(): Promise<void>;
}

export async function startLeakStage(): Promise<LeakStage> {
  const canaries = new Canaries();
  const database = await cloneDatabase();
  const databaseUrl = withPassword(database.url, canaries);
  const tap = StatementTap.install();
  const apiKey = canaries.secret('EIGHTXEIGHT_API_KEY');
  const simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey,
    numbers: Array.from({ length: 4 }, () => ({ msisdn: newVirtualNumber() })),
    timeScale: 10_000,
  });
  const sms = await SmsEndpoint.start();
  const environment = {
    ADMIN_API_KEY: canaries.secret('ADMIN_API_KEY', 'mk_test_'),
    WEBHOOK_SECRETS: ['first', 'second']
      .map((one) => canaries.secret(`WEBHOOK_SECRETS ${one}`))
      .join(),
    NUMBER_KEYS: [2, 1].map((id) => `${id}:${canaries.key(`NUMBER_KEYS ${id}`)}`).join(),
    EIGHTXEIGHT_BASE_URL: await simulator.listen(),
    EIGHTXEIGHT_SMS_BASE_URL: sms.url,
    EIGHTXEIGHT_API_KEY: apiKey,
    LOG_LEVEL: 'debug',
    ...TO_LOOPBACK,
  };
  const keys = {
    admin: environment.ADMIN_API_KEY,
    webhook: environment.WEBHOOK_SECRETS.split(',')[0]!,
  };
  const apps: TestApp[] = [];
  const start = async (more: Environment = {}) => {
    const app = await startOn(databaseUrl, { ...environment, ...more });
    apps.push(app);
    return { app, client: new LeakClient(app.url, canaries, keys) };
  };
  const first = await start();
  return {
    ...first,
    canaries,
    tap,
    replica: start,
    keepLogs: () => {
      for (const { logs } of apps) {
        for (const line of logs.lines.splice(0)) canaries.keep('log', line);
      }
    },
    stop: async () => {
      await first.app.stop();
      tap.remove();
      await simulator.close();
      await sms.close();
      await database.drop();
    },
  };
}

/** Adds a canary password: a server that requires none accepts any. */
function withPassword(url: string, canaries: Canaries): string {
  const parsed = new URL(url);
  if (parsed.password) canaries.watchSecret('DATABASE_URL', parsed.password);
  else parsed.password = canaries.secret('DATABASE_URL');
  return parsed.href;
}
