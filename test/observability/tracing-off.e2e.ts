import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_API_KEY, NUMBER_KEYS, WEBHOOK_SECRET } from '../support/app.js';
import { cloneDatabase } from '../support/infrastructure/postgres.js';
import { NodeProcess } from '../support/infrastructure/process.js';
import { OtlpCollector } from '../support/servers/otlp-collector.js';

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let directory: string;
let collector: OtlpCollector;
beforeAll(async () => {
  database = await cloneDatabase();
  directory = await mkdtemp(join(tmpdir(), 'maskline-modules-'));
  collector = await OtlpCollector.start();
});
afterAll(async () => {
  await collector.close();
  await rm(directory, { recursive: true, force: true });
  await database.drop();
});

/** Starts and stops the built application. Returns the URLs of all modules that it loaded. */
async function loadedModules(name: string, env: Record<string, string>): Promise<string[]> {
  const coverage = join(directory, name);
  const running = NodeProcess.start(['dist/main.js'], {
    DATABASE_URL: database.url,
    ADMIN_API_KEY,
    NUMBER_KEYS,
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    NODE_V8_COVERAGE: coverage,
    ...env,
  });
  const [, url] = await running.printed(/listening on (http:\S+)/);
  await request(url!).get('/v1/jobs').auth(ADMIN_API_KEY, { type: 'bearer' }).expect(200);
  running.child.kill('SIGTERM');
  expect(await running.ended()).toBe(0);
  const [file] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, file!), 'utf8')) as {
    result: { url: string }[];
  };
  return result.map((module) => module.url);
}

/** The bundle of the packages, or one of them; prom-client loads their small `api` itself. */
const isOfTracing = (url: string): boolean =>
  url.endsWith('/tracing/otel.js') || /@opentelemetry\/(?!api\/)/.test(url);

it('loads OpenTelemetry only if the environment asks for traces, and then sends them', async () => {
  const off = await loadedModules('off', {});
  expect(off.some((url) => url.endsWith('/dist/main.js'))).toBe(true);
  expect(off.filter(isOfTracing)).toEqual([]);
  const on = await loadedModules('on', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  expect(on.filter(isOfTracing)).toEqual([expect.stringContaining('/tracing/otel.js')]);
  // The last spans are sent before the process ends.
  const [asked] = collector.named('GET /v1/jobs');
  const [statement] = collector.named('list-jobs');
  expect(statement).toMatchObject({ traceId: asked!.traceId, parentSpanId: asked!.spanId });
});
