import type { INestApplication, LoggerService } from '@nestjs/common';
import pg from 'pg';
import request from 'supertest';
import {
  type CallTimeouts,
  type Environment,
  HTTP_LIMITS,
  type HttpLimits,
  loadSettings,
} from '../../src/platform/config/index.js';
import { createApp } from '../../src/create-app.js';
import { watchContract } from './contract/contract.js';
import { cloneDatabase } from './infrastructure/postgres.js';

export const ADMIN_API_KEY = 'mk_test_key-for-the-tests-only';
export const WEBHOOK_SECRET = 'webhook-secret-for-tests';
export const SUB_ACCOUNT = 'maskline_demo';
export const NUMBER_KEYS = `1:${Buffer.alloc(32, 7).toString('base64')}`;

/** Milliseconds. Generous, so that a busy machine does not change the callflow. */
const PATIENT: CallTimeouts = { answer: 60_000, connect: 30_000, statement: 45_000 };

export interface AppOptions {
  /** Overrides the patient timeouts; tests about timeouts pass `CALL_TIMEOUTS`. */
  callTimeouts?: Readonly<CallTimeouts>;
  /** Overrides of the limits for tests. */
  httpLimits?: Partial<HttpLimits>;
  /** Receives the log instead of `TestApp.logs`. */
  logger?: LoggerService;
}

/** Collects everything that the application logs, one line each. */
export class LogLines implements LoggerService {
  readonly lines: string[] = [];
  private readonly add = (...parts: unknown[]): void => {
    this.lines.push(parts.map(String).join(' '));
  };
  log = this.add;
  error = this.add;
  warn = this.add;
  debug = this.add;
  verbose = this.add;
  fatal = this.add;
}

/** Sends requests to the admin API with one key. */
export interface AdminClient {
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
  patch(path: string, body: object): request.Test;
  put(path: string, body: object): request.Test;
  delete(path: string): request.Test;
  send(method: string, path: string, body?: object): request.Test;
}

/** Its own requests use the operator's key from the settings. */
export interface TestApp extends AdminClient {
  url: string;
  databaseUrl: string;
  /** For reading rows and for moving their times, so that tests need not wait. */
  db: pg.Pool;
  logs: LogLines;
  /** For reaching parts of the application that have no API. */
  nest: INestApplication;
  /** Returns a client with another key; undefined sends no key. */
  as(key: string | undefined): AdminClient;
  /** POSTs a message as 8x8 does. */
  webhook(path: string, message: object): request.Test;
  /** Starts another replica on the same database. */
  replica(environment?: Environment, options?: AppOptions): Promise<TestApp>;
  stop(): Promise<void>;
}

/** Starts the real application with its own database, over real HTTP. */
export async function startApp(
  environment: Environment = {},
  options: AppOptions = {},
): Promise<TestApp> {
  const database = await cloneDatabase();
  const app = await startOn(database.url, environment, options);
  return {
    ...app,
    stop: async () => {
      await app.stop();
      await database.drop();
    },
  };
}

/** @param key the API key; undefined sends none */
export function adminClient(url: string, key: string | undefined): AdminClient {
  const send: AdminClient['send'] = (method, path, body) => {
    const name = method.toLowerCase() as 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
    const test = request(url)[name](path);
    if (key !== undefined) void test.set('authorization', `Bearer ${key}`);
    return body === undefined ? test : test.send(body);
  };
  return {
    send,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
  };
}

/** Starts the application on an existing database. */
export async function startOn(
  databaseUrl: string,
  environment: Environment,
  options: AppOptions = {},
): Promise<TestApp> {
  const logs = new LogLines();
  const settings = loadSettings({
    DATABASE_URL: databaseUrl,
    ADMIN_API_KEY,
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    NUMBER_KEYS,
    // Nothing listens there: only tests of texts name an address.
    EIGHTXEIGHT_SMS_BASE_URL: 'http://127.0.0.1:9',
    // Only tests of jobs enable them.
    JOBS: 'off',
    ...environment,
  });
  settings.callTimeouts = options.callTimeouts ?? PATIENT;
  // Tests send requests as fast as they can.
  settings.httpLimits = {
    ...HTTP_LIMITS,
    publicPerSecond: 100_000,
    metricsFreshness: 0,
    ...options.httpLimits,
  };
  const app = await createApp(settings, options.logger ?? logs);
  watchContract(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const db = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  db.on('error', () => undefined);
  const replicas: TestApp[] = [];
  let stopping: Promise<void> | undefined;
  return {
    url,
    databaseUrl,
    db,
    logs,
    nest: app,
    ...adminClient(url, ADMIN_API_KEY),
    as: (key) => adminClient(url, key),
    webhook: (path, message) =>
      request(url).post(`/webhooks/8x8/${path}`).set('authorization', WEBHOOK_SECRET).send(message),
    replica: async (changed = {}, changedOptions = {}) => {
      const replica = await startOn(
        databaseUrl,
        { ...environment, ...changed },
        { ...options, ...changedOptions },
      );
      replicas.push(replica);
      return replica;
    },
    // A test may stop a replica before the end of its file.
    stop: () => {
      stopping ??= (async () => {
        await Promise.all(replicas.map((replica) => replica.stop()));
        await app.close();
        await db.end();
      })();
      return stopping;
    },
  };
}
