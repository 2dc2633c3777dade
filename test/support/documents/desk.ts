import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator/index.js';
import { ADMIN_API_KEY, startApp, type TestApp, WEBHOOK_SECRET } from '../app.js';
import type { Exchange } from './curl.mjs';
import { blocksOf, isRun } from './documents.js';

const run = promisify(execFile);

/** The key of the simulated 8x8, which the quickstart names. */
const PLATFORM_KEY = 'simulator-key';
/** What a reader of the documents has: a folder, Maskline and a simulated 8x8. */
export interface Desk {
  app: TestApp;
  simulator: Simulator;
  leave: () => Promise<void>;
  /**
   * Runs the shell blocks of documents in one shell, which stops at the first failure.
   * @returns the requests to the servers
   */
  follow: (documents: readonly string[], variables?: Record<string, string>) => Promise<Exchange[]>;
}

/** Starts what a reader has. */
export async function sitDown(options: Partial<SimulatorOptions> = {}): Promise<Desk> {
  const simulator = new Simulator({
    subAccountId: 'acme_rides',
    apiKey: PLATFORM_KEY,
    numbers: [{ msisdn: '+6568332040' }],
    timeScale: 10_000,
    ...options,
  });
  const simulatorUrl = await simulator.listen();
  const platform = {
    EIGHTXEIGHT_BASE_URL: simulatorUrl,
    EIGHTXEIGHT_SMS_BASE_URL: simulatorUrl,
    EIGHTXEIGHT_API_KEY: PLATFORM_KEY,
  };
  const app = await startApp(platform);
  const folder = await mkdtemp(join(tmpdir(), 'maskline-docs-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const program = async (name: string, script: string): Promise<void> => {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  };
  const curl = `${process.cwd()}/test/support/documents/curl-program.mjs`;
  await program('curl', `exec '${process.execPath}' '${curl}' "$@"`);
  // The npm scripts run in this repository, whichever folder the shell is in.
  await program('npm', `cd '${process.cwd()}' && PATH="\${PATH#*:}" exec npm "$@"`);
  await mkdir(join(folder, '.maskline'));
  await writeFile(join(folder, '.maskline/admin-api-key'), `${ADMIN_API_KEY}\n`);
  const log = join(folder, 'requests');
  const env = {
    ...platform,
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    CURL_LOG: log,
    CURL_REPLACES: JSON.stringify({ [app.url]: app.url, [simulatorUrl]: simulatorUrl }),
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    PUBLIC_URL: 'https://mask.example.com',
    URL: app.url,
    KEY: ADMIN_API_KEY,
  };
  return {
    app,
    simulator,
    leave: async () => {
      await app.stop();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
    follow: async (documents, variables = {}) => {
      await writeFile(log, '');
      const lines = documents
        .flatMap((document) => blocksOf(document))
        .filter((block) => block.language === 'sh' && isRun(block))
        .map(({ text }) => text)
        .join('\n')
        .replaceAll('http://localhost:8080', app.url)
        .replaceAll('http://127.0.0.1:8888', simulatorUrl);
      const surroundings = { cwd: folder, env: { ...env, ...variables } };
      await run('bash', ['--norc', '-euo', 'pipefail', '-c', lines], surroundings);
      const exchanges = (await readFile(log, 'utf8')).trim().split('\n');
      return exchanges.map((line) => JSON.parse(line) as Exchange);
    },
  };
}
