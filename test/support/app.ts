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

/** Milliseconds. Long, so that a busy machine does not decide what a caller hears. */
const PATIENT: CallTimeouts = { answer: 60_000, connect: 30_000, statement: 45_000 };

export interface AppOptions {
  /** Those of the application, where a test is about them: `CALL_TIMEOUTS`. */
  callTimeouts?: Readonly<CallTimeouts>;
  /** What is to differ from the limits of tests. */
  httpLimits?: Partial<HttpLimits>;
}

/** Everything the application logged, one line each. */
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

/** Requests to the admin API with some key. */
export interface AdminClient {
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
  patch(path: string, body: object): request.Test;
  put(path: string, body: object): request.Test;
  delete(path: string): request.Test;
  send(method: string, path: string, body?: object): request.Test;
}

/** Its requests have the key of the settings. */
export interface TestApp extends AdminClient {
  url: string;
  databaseUrl: string;
  /** For looking at rows and for moving their times, since no test waits. */
  db: pg.Pool;
  logs: LogLines;
  /** For reaching into the application where the outside cannot. */
  nest: INestApplication;
  /** Requests with another key; undefined: with none. */
  as(key: string | undefined): AdminClient;
  /** POSTs as 8x8 does. */
  webhook(path: string, message: object): request.Test;
  /** Another replica on the same database. */
  replica(environment?: Environment, options?: AppOptions): Promise<TestApp>;
  stop(): Promise<void>;
}

/** The real application on a database of its own, over real HTTP. */
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

function adminClient(url: string, key: string | undefined): AdminClient {
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

/** The application on a database that is there. */
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
    // Tests of jobs run them.
    JOBS: 'off',
    ...environment,
  });
  settings.callTimeouts = options.callTimeouts ?? PATIENT;
  // Tests ask as fast as they can.
  settings.httpLimits = {
    ...HTTP_LIMITS,
    publicPerSecond: 100_000,
    metricsFreshness: 0,
    ...options.httpLimits,
  };
  const app = await createApp(settings, logs);
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
    // A test may stop a replica before the end of its file does.
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
