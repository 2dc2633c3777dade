import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate, startEmbeddedPostgres } from '../../src/platform/database/index.js';
import { PROBE, stopProcess } from './measured-process.js';
import { parentOf } from './processor-time.js';

export const ADMIN_API_KEY = 'mk_bench_key-for-benchmarks-only';
export const WEBHOOK_SECRET = 'webhook-secret-for-benchmarks';
export const SUB_ACCOUNT = 'maskline_bench';
export const NUMBER_KEYS = `1:${Buffer.alloc(32, 7).toString('base64')}`;

/** Settings under which jobs run on request only. */
export const JOBS_ON_REQUEST = {
  JOB_BOOKING_EXPIRY_SECONDS: '0',
  JOB_POOL_REBALANCE_SECONDS: '0',
  JOB_POOL_SYNC_SECONDS: '0',
  JOB_CALL_STATS_SECONDS: '0',
  JOB_EVENTS_SECONDS: '0',
  JOB_MESSAGES_SECONDS: '0',
  JOB_RETENTION_SECONDS: '0',
};

/** A PostgreSQL server of the benchmark, as durable as in production, so that commits have their real cost. */
export interface BenchDatabase {
  url: string;
  db: pg.Pool;
  /** The process id of PostgreSQL. */
  processId: number;
  stop(): Promise<void>;
}

const OURS = new URL('../../src/', import.meta.url);

/**
 * Starts an embedded PostgreSQL with the real migrations and some memory, as an operator would configure.
 * @param isMigrated whether to run our migrations; Maskline also runs its own when it starts
 * @param keptDir a folder whose data is used again and stays; absent: a new one, which is removed
 */
export async function startDatabase(isMigrated = true, keptDir?: string): Promise<BenchDatabase> {
  const dataDir = keptDir ?? (await mkdtemp(join(tmpdir(), 'maskline-bench-')));
  const embedded = await startEmbeddedPostgres({
    dataDir,
    settings: {
      shared_buffers: '2GB',
      max_wal_size: '8GB',
      min_wal_size: '6GB',
      checkpoint_timeout: '30min',
      max_connections: '200',
    },
  });
  if (isMigrated) await migrate(embedded.url);
  const db = new pg.Pool({ connectionString: embedded.url, max: 4 });
  db.on('error', () => undefined);
  const { rows } = await db.query<{ id: number }>('select pg_backend_pid() as id');
  return {
    url: embedded.url,
    db,
    processId: parentOf(rows[0]!.id),
    stop: async () => {
      await db.end();
      await embedded.stop();
      if (keptDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface RunningApp {
  url: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts the application as a separate process; NODE_ARGS allow profiling it.
 * @param isProbed whether `readProbe` will be used
 */
export async function startApp(
  databaseUrl: string,
  environment: Record<string, string> = {},
  built: URL = OURS,
  isProbed = false,
): Promise<RunningApp> {
  const main = fileURLToPath(new URL('main.js', built));
  const nodeArguments = [
    ...(process.env['NODE_ARGS']?.split(' ') ?? []),
    ...(isProbed ? PROBE.nodeArguments : []),
  ];
  const child = spawn(process.execPath, [...nodeArguments, main], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      ADMIN_API_KEY,
      API_RATE_LIMIT_PER_MINUTE: '10000000',
      WEBHOOK_SECRETS: WEBHOOK_SECRET,
      NUMBER_KEYS,
      PORT: '0',
      ...(isProbed && PROBE.environment),
      ...environment,
    },
    stdio: isProbed ? [...PROBE.stdio] : ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /listening on (http:\/\/[\d.:]+)/.exec(line)?.[1];
    if (!url) continue;
    child.stdout!.resume();
    return {
      url,
      child,
      stop: () => stopProcess(child),
    };
  }
  throw new Error('Maskline did not start');
}

export interface RunningProcess<Result> {
  result: Promise<Result>;
  /** Ends it early; the result accounts for that. */
  end(): Promise<Result>;
}

/** Runs another file of the benchmark as a separate process, and parses its JSON output. */
export function startProcess<Result>(file: string, args: object): RunningProcess<Result> {
  const child = spawn(process.execPath, [fileURLToPath(file), JSON.stringify(args)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const result = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`${file} ended with ${code as number | null}`);
    return JSON.parse(output) as Result;
  });
  const end = () => {
    child.kill('SIGTERM');
    return result;
  };
  return { result, end };
}

export const runProcess = <Result>(file: string, args: object): Promise<Result> =>
  startProcess<Result>(file, args).result;

export async function adminRequest(
  url: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const send = () =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_API_KEY}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  // Retries as a client does: a burst is shed with 503, and idle connections are closed to make room for
  // new ones, which resets a request that is on its way.
  let response = await send().catch(() => undefined);
  for (let again = 0; (!response || response.status === 503) && again < 100; again += 1) {
    await delay(100);
    response = await send().catch(() => undefined);
  }
  if (!response) throw new Error(`${method} ${path}: no response`);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.json();
}
