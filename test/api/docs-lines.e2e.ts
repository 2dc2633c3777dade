import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Simulator } from '../../tools/simulator/index.js';
import { ADMIN_API_KEY, startApp, type TestApp, WEBHOOK_SECRET } from '../support/app.js';

const run = promisify(execFile);

/** In the order in which a newcomer reads them. */
const DOCUMENTS = ['README.md', 'docs/api.md', 'docs/events.md', 'docs/privacy.md'];

/** Shell blocks that this test skips, by their beginning, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm run demo ': 'CI runs both, from a clean checkout',
  'npm ci && npm run build ': 'test/resilience/process.e2e.ts starts dist/main.js',
  'npm run simulator\n': 'runs until it is stopped; the test starts its own simulator',
  'cat > bookings.csv': 'test/booking/import.e2e.ts imports a file',
  'npm ci\n': 'in CONTRIBUTING.md; CI runs it',
};

/** Server addresses used in the documents. */
const MASKLINE = 'http://localhost:8080';
const SIMULATOR = 'http://127.0.0.1:8888';
const PLATFORM_KEY = 'key-of-8x8-for-the-tests-only';

let app: TestApp;
let simulator: Simulator;
let simulatorUrl: string;
let folder: string;
beforeAll(async () => {
  simulator = new Simulator({
    subAccountId: 'acme_rides',
    apiKey: PLATFORM_KEY,
    numbers: [{ msisdn: '+6568332040' }],
    timeScale: 10_000,
  });
  simulatorUrl = await simulator.listen();
  app = await startApp();
  folder = await mkdtemp(join(tmpdir(), 'maskline-docs-'));
  await mkdir(join(folder, '.maskline'));
  await writeFile(join(folder, '.maskline/admin-api-key'), `${ADMIN_API_KEY}\n`);
  await program('curl', `exec '${process.execPath}' '${process.cwd()}/test/support/curl.mjs' "$@"`);
  // The npm scripts run in this repository, whichever folder the shell is in.
  await program('npm', `cd '${process.cwd()}' && PATH="\${PATH#*:}" exec npm "$@"`);
});
afterAll(async () => {
  await app.stop();
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** Puts a program first on the PATH. */
async function program(name: string, script: string): Promise<void> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'bin', name), 0o755);
}

async function blocksOf(document: string): Promise<string[]> {
  const text = await readFile(document, 'utf8');
  return [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block!);
}
const isRun = (block: string) => !Object.keys(NOT_RUN).some((start) => block.startsWith(start));

interface Exchange {
  method: string;
  url: string;
  status: number;
  text: string;
}

/**
 * Runs lines in one shell, which stops at the first failure.
 * @returns the requests to the servers
 */
async function runLines(lines: string): Promise<Exchange[]> {
  const log = join(folder, 'requests');
  await writeFile(log, '');
  const env = {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
    CURL_LOG: log,
    CURL_REPLACES: JSON.stringify({ [MASKLINE]: app.url, [SIMULATOR]: simulatorUrl }),
    EIGHTXEIGHT_BASE_URL: simulatorUrl,
    EIGHTXEIGHT_API_KEY: PLATFORM_KEY,
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    PUBLIC_URL: 'https://mask.example.com',
  };
  await run('bash', ['--norc', '-euo', 'pipefail', '-c', lines], { cwd: folder, env });
  const exchanges = (await readFile(log, 'utf8')).trim().split('\n');
  return exchanges.map((line) => JSON.parse(line) as Exchange);
}

describe('the shell commands in the documents', () => {
  it('work one after the other, exactly as printed', async () => {
    const blocks = (await Promise.all(DOCUMENTS.map(blocksOf))).flat().filter(isRun);
    const exchanges = await runLines(blocks.join('\n'));
    expect(exchanges.length).toBeGreaterThan(15);
    for (const { method, url, status, text } of exchanges) {
      const expected = url.endsWith('/none') ? 404 : status === 201 ? 201 : 200;
      expect(status, `${method} ${url}: ${text}`).toBe(expected);
    }
    const { items } = (await app.get('/v1/bookings?pool=shuttles')).body;
    expect(items.map(({ reference }: { reference: string }) => reference)).toEqual([
      'shuttle-2001',
      'shuttle-1001',
    ]);

    const page = await readFile('docs/api.md', 'utf8');
    const [, problem] = /```json\n([^]*?)```/.exec(page)!;
    const failure = exchanges.find(({ url }) => url.endsWith('/none'))!;
    const printed = JSON.parse(problem!) as object;
    expect(JSON.parse(failure.text)).toEqual({ ...printed, requestId: expect.any(String) });
  });

  it.each(['docs/events.md', 'docs/privacy.md', 'docs/simulator.md'])(
    'of %s also work on their own',
    async (document) => {
      const exchanges = await runLines((await blocksOf(document)).filter(isRun).join('\n'));
      expect(exchanges.length).toBeGreaterThan(0);
      for (const { url, status, text } of exchanges) {
        expect(status, `${url}: ${text}`).toBeGreaterThanOrEqual(200);
        expect(status, `${url}: ${text}`).toBeLessThan(300);
      }
    },
  );

  it('are all tested, except for the listed blocks', async () => {
    const documents = [...DOCUMENTS, 'docs/simulator.md', 'CONTRIBUTING.md'];
    const blocks = (await Promise.all(documents.map(blocksOf))).flat();
    for (const start of Object.keys(NOT_RUN)) {
      expect(blocks.filter((block) => block.startsWith(start))).toHaveLength(1);
    }
  });
});
