import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, createMasklineClient, itemsOf } from '../../clients/typescript/src/index.js';
import { readDocument } from '../../src/platform/openapi/index.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { curl, type Exchange } from '../support/documents/curl.mjs';
import { blocksOf } from '../support/documents/documents.js';

const run = promisify(execFile);

interface Sample {
  operationId: string;
  /** The statuses that the operation may have. */
  statuses: string[];
  curl: string;
  typescript: string;
}

/** The samples beside each operation of the API reference. */
const samples: Sample[] = Object.values(readDocument().paths).flatMap((methods) =>
  Object.values(methods).flatMap(({ operationId, responses, 'x-codeSamples': found = [] }) => {
    const of = (lang: string) => found.find((sample) => sample.lang === lang)!.source;
    return found.length === 0
      ? []
      : [
          {
            operationId,
            statuses: Object.keys(responses),
            curl: of('shell'),
            typescript: of('typescript'),
          },
        ];
  }),
);

let app: TestApp;
/** In the repository, so that the compiler finds the types. */
let folder: string;
beforeAll(async () => {
  app = await startApp();
  folder = await mkdtemp(join(process.cwd(), '.dist-samples-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await app.stop();
});

/** The codes of a request that has a mistake, or for which there is no operation. */
const MISTAKES = /"code":"(validation-failed|malformed-request|not-found|scope-missing)"/;

describe('the code beside each operation of the API reference', () => {
  it('is there for every operation of the admin API', () => {
    const admin = Object.keys(readDocument().paths).filter((path) => path.startsWith('/v1/'));
    expect(samples.length).toBeGreaterThan(admin.length);
  });

  it('is the receiver of docs/events.md for events, which sandbox.e2e.ts runs', () => {
    const receiver = blocksOf('docs/events.md').find(({ language }) => language === 'ts');
    const [sample] = readDocument().webhooks['event']!['post']!['x-codeSamples']!;
    expect(sample!.source).toBe(receiver!.text.trim());
    expect(sample!.source).toContain('verifyEvent');
  });

  it('works in TypeScript: it compiles, and Maskline understands it', async () => {
    const functions = samples.map(
      ({ operationId, typescript }) =>
        `export async function ${operationId}(maskline: MasklineClient, { answerOf, itemsOf }: Client) {\n${typescript}\n}`,
    );
    const source = `
      import type { MasklineClient } from '../clients/typescript/src/index.js';
      type Client = typeof import('../clients/typescript/src/index.js');
      const console = { log: (_: unknown) => undefined };
      ${functions.join('\n')}`;
    const file = join(folder, 'samples.ts');
    await writeFile(file, source);
    const project = {
      extends: '../tsconfig.json',
      // A sample needs only some of the client's functions.
      compilerOptions: { noUnusedParameters: false },
      include: ['samples.ts'],
      exclude: [],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
    await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder]).catch(
      ({ stdout }: { stdout: string }) => expect.fail(stdout),
    );
    const compiled = (await import(file)) as Record<
      string,
      (client: object, tools: object) => Promise<void>
    >;
    const responses: string[] = [];
    const maskline = createMasklineClient(app.url, ADMIN_API_KEY, {
      fetch: async (request) => {
        const response = await fetch(request);
        responses.push(`${request.method} ${request.url} ${await response.clone().text()}`);
        return response;
      },
    });
    for (const { operationId } of samples) {
      await compiled[operationId]!(maskline, { answerOf, itemsOf }).catch(() => undefined);
    }
    expect(responses.length).toBeGreaterThanOrEqual(samples.length);
    expect(responses.filter((response) => MISTAKES.test(response))).toEqual([]);
  });

  it('works in a shell', async () => {
    // The shell reads the commands, and prints the arguments of each curl.
    const print = String.raw`curl() { printf '%s\0' "$@" $'\4'; }`;
    const script = [print, ...samples.map(({ curl: command }) => command)].join('\n');
    const env = { URL: 'http://localhost:8080', KEY: ADMIN_API_KEY };
    const bash = ['--norc', '-euo', 'pipefail', '-c', script];
    const { stdout } = await run('bash', bash, { env, maxBuffer: 2 ** 26 });
    const commands = stdout.split('\u0004\0').slice(0, -1);
    const exchanges: Exchange[] = [];
    for (const command of commands) {
      const args = command.split('\0').slice(0, -1);
      exchanges.push(await curl(args, { 'http://localhost:8080': app.url }));
    }
    expect(exchanges).toHaveLength(samples.length);
    for (const [at, { status, text }] of exchanges.entries()) {
      const { operationId, statuses } = samples[at]!;
      expect(text, operationId).not.toMatch(MISTAKES);
      expect(statuses, operationId).toContain(String(status));
    }
  });
});
