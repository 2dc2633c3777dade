import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, createMasklineClient, itemsOf } from '../../clients/typescript/src/index.js';
import { readDocument } from '../../src/platform/openapi/index.js';
import { blocksOf } from '../support/documents/documents.js';
import { CLIENT_DEPENDENCIES, installedClient } from '../support/documents/installed-client.js';

const run = promisify(execFile);
const NEWMAN = createRequire(import.meta.url).resolve('newman/bin/newman.js');
const TSC = 'node_modules/typescript/bin/tsc';
const COLLECTION = 'clients/postman/maskline.postman_collection.json';

interface Sandbox {
  url: string;
  simulatorUrl: string;
  key: string;
  child: ChildProcess;
}

let folder: string;
/** An empty project in which the packed client was installed. */
let project: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskline-sandbox-'));
  [project, sandbox] = await Promise.all([installedClient(join(folder, 'project')), start()]);
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the sandbox as `npm run sandbox` does, on free ports. */
async function start(): Promise<Sandbox> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['dist-tools/tools/sandbox/main.js'], {
    env: { PATH, HOME, PORT: '0', SIMULATOR_PORT: '0', SANDBOX_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(Console|API key|Two phones) +(\S+)/.exec(line) ?? [];
    if (name && value) said[name] = value;
    if (line.includes('Ctrl-C')) break;
  }
  child.stdout.resume();
  const [url, key] = [said['Console']?.replace('/console', ''), said['API key']];
  const simulatorUrl = said['Two phones']?.replace('/simulator', '');
  if (!url || !key || !simulatorUrl) throw new Error('the sandbox did not start');
  return { url, key, simulatorUrl, child };
}

async function stop(): Promise<number | null> {
  const exited = once(sandbox.child, 'exit') as Promise<[number | null]>;
  sandbox.child.kill('SIGINT');
  return (await exited)[0];
}

const client = () => createMasklineClient(sandbox.url, sandbox.key);
const bookings = async () =>
  answerOf(client().GET('/v1/bookings', { params: { query: { pool: 'rides', limit: 200 } } }));

/** `@types/express`, and those that it needs. */
const TYPES_OF_EXPRESS = [
  'body-parser',
  'connect',
  'express',
  'express-serve-static-core',
  'http-errors',
  'qs',
  'range-parser',
  'send',
  'serve-static',
].map((name) => `@types/${name}`);

/** The code of the README, as a program that can be an ES module or CommonJS. */
async function program(): Promise<string> {
  const readme = await readFile('clients/typescript/README.md', 'utf8');
  const blocks = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, block]) => block!);
  expect(blocks).toHaveLength(4);
  const [use, retries, lists, receive] = blocks.map((block) =>
    block.replace(/^import .*$/gm, '').replaceAll('http://localhost:8080', sandbox.url),
  );
  return `
    import { answerOf, createMasklineClient, isProblem, itemsOf, verifyEvent } from '@maskline/client';
    import type { MasklineEvent, Problem, Schemas } from '@maskline/client';
    export type Named = [MasklineEvent, Problem['code'], Schemas['Booking']];
    export function take(body: string, headers: Headers, secret: string): void {
      ${receive}
    }
    async function main(): Promise<void> {
      ${use} ${retries} ${lists}
      await patient.GET('/v1/pools');
    }
    void main();
  `;
}

/** The receiver of docs/events.md, which gets an event of Maskline and then one of somebody else. */
function receiver(): string {
  const receives = blocksOf('docs/events.md').find(({ language }) => language === 'ts');
  return `${receives!.text}
    async function putIntoYourQueue(event: { type: string }): Promise<void> {
      console.log('queued', event.type);
    }
    const server = app.listen(0, '127.0.0.1', async () => {
      const { port } = server.address() as { port: number };
      for (const signature of [process.env.SIGNATURE!, 'v1,bm90aGluZw==']) {
        const { status } = await fetch(\`http://127.0.0.1:\${port}/maskline\`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'webhook-id': 'e1',
            'webhook-timestamp': process.env.TIMESTAMP!,
            'webhook-signature': signature,
          },
          body: process.env.BODY!,
        });
        console.log(status);
      }
      server.close();
    });`;
}

/** What the samples beside the operations of the API reference begin with, and a list. */
function samples(): string {
  const begin = blocksOf('tools/openapi/getting-started.md').find(
    ({ language }) => language === 'ts',
  );
  return `
    ${begin!.text.replace('(url, key)', `('${sandbox.url}', process.env.MASKLINE_API_KEY!)`)}
    for await (const { name } of itemsOf((page) =>
      maskline.GET('/v1/pools', { params: { query: page } }),
    )) {
      console.log(name);
    }
    void answerOf;`;
}

/** Writes programs into the project, and type-checks them as strictly as possible. */
async function compile(programs: Record<string, string>): Promise<void> {
  for (const [file, source] of Object.entries(programs)) {
    await writeFile(join(project, file), source);
  }
  // What a project with Express has, linked from here.
  for (const name of ['express', ...TYPES_OF_EXPRESS]) {
    await symlink(resolve('node_modules', name), join(project, 'node_modules', name));
  }
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const platform = ['--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  const options = [...platform, '--preserveSymlinks', ...strict];
  const tsc = join(process.cwd(), TSC);
  await run(process.execPath, [tsc, ...options, ...Object.keys(programs)], { cwd: project }).catch(
    ({ stdout }: { stdout: string }) => expect.fail(stdout),
  );
}

/** Runs a compiled program of the project. */
async function runProgram(file: string, variables: Record<string, string> = {}): Promise<string> {
  const script = join(project, file.replace(/ts$/, 'js'));
  const env = { ...process.env, MASKLINE_API_KEY: sandbox.key, ...variables };
  return (await run(process.execPath, [script], { env })).stdout;
}

describe('the sandbox', () => {
  it('has the bookings, calls and texts of a day', async () => {
    const { items } = await bookings();
    expect(items).toHaveLength(40);
    const statuses = new Set(items.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['active', 'completed', 'cancelled']));
    const query = { pool: 'rides', limit: 200 };
    const outcomes = new Set<string>();
    const calls = itemsOf((page) =>
      client().GET('/v1/calls', { params: { query: { ...query, ...page } } }),
    );
    for await (const { outcome } of calls) outcomes.add(outcome);
    for (const outcome of ['answered', 'missed', 'busy', 'refused']) {
      expect(outcomes).toContain(outcome);
    }
    const deliveredTexts = async () => {
      let count = 0;
      const messages = itemsOf((page) =>
        client().GET('/v1/messages', { params: { query: { ...query, ...page } } }),
      );
      for await (const { outcome } of messages) if (outcome === 'delivered') count += 1;
      return count;
    };
    // Maskline forwards them in the background.
    await expect.poll(deliveredTexts).toBeGreaterThan(5);
  });

  it('has a page with two phones', async () => {
    const response = await fetch(`${sandbox.simulatorUrl}/simulator`);
    expect(await response.text()).toContain('<h1>Two phones</h1>');
  });

  it('sends events to a receiver on this machine, without TLS', async () => {
    const received: string[] = [];
    const local = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
      request.on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await once(local, 'listening');
    const { port } = local.address() as AddressInfo;
    const subscription = await answerOf(
      client().POST('/v1/event-subscriptions', { body: { url: `http://127.0.0.1:${port}` } }),
    );
    const parties = [
      { role: 'rider', phoneNumber: '+6591110003' },
      { role: 'driver', phoneNumber: '+6582220004' },
    ];
    await answerOf(
      client().POST('/v1/bookings', { body: { pool: 'rides', reference: 'received', parties } }),
    );
    await expect.poll(() => received.join()).toContain('booking.created');
    await client().DELETE('/v1/event-subscriptions/{id}', {
      params: { path: { id: subscription.id } },
    });
    local.close();
  });

  it('says which setting chooses another port if one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, SANDBOX_DIR: join(folder, 'never'), PORT: '0', SIMULATOR_PORT: '0' };
    for (const name of ['PORT', 'SIMULATOR_PORT']) {
      const started = run(process.execPath, ['dist-tools/tools/sandbox/main.js'], {
        env: { ...env, [name]: String(port) },
      });
      await expect(started).rejects.toMatchObject({
        code: 1,
        stderr: `Port ${port} is taken, perhaps by another sandbox. Set ${name} to a free one, or stop what uses it.\n`,
      });
    }
    other.close();
  });

  it('plays what "Getting started" says, with the packed client in an empty folder', async () => {
    const page = readDocument().info.description;
    const manifest = await readFile('clients/typescript/package.json', 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(page).toContain(`npm install ../maskline/maskline-client-${version}.tgz`);
    const [, ride] = /```js\n([^]*?)```/.exec(page)!;
    const source = ride!
      .replace('http://localhost:8080', sandbox.url)
      .replace('http://127.0.0.1:8888', sandbox.simulatorUrl);
    await writeFile(join(project, 'ride.mjs'), source);
    const { stdout } = await run(process.execPath, ['ride.mjs'], {
      cwd: project,
      env: { ...process.env, MASKLINE_API_KEY: sandbox.key },
    });
    expect(stdout).toMatch(
      /^Both dial (\+\d+)\n\+6591110001 dialled \1, talked \d+ s to \+6582220002, who saw \1: COMPLETED\n$/,
    );
  });

  it('keeps its data and its key, and is not seeded again', async () => {
    const { key } = sandbox;
    const before = (await bookings()).items.length;
    expect(await stop()).toBe(0);
    sandbox = await start();
    expect(sandbox.key).toBe(key);
    expect((await bookings()).items).toHaveLength(before);
  });
});

describe('the packed client', () => {
  it('has only what it needs', async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: project });
    // The types are the compiler's; the first line is the project, the second the client.
    const found = stdout
      .trim()
      .split('\n')
      .filter((line) => !/@types|undici-types/.test(line));
    expect(found).toHaveLength(CLIENT_DEPENDENCIES.length + 2);
  });
});

describe('the packed client in an empty project', () => {
  beforeAll(async () => {
    const readme = await program();
    await compile({
      'module.mts': readme,
      'common.cts': readme,
      'receiver.mts': receiver(),
      'samples.mts': samples(),
    });
  });

  it.each(['module.mts', 'common.cts'])('runs the code of its README as %s', async (file) => {
    expect(await runProgram(file)).toMatch(/^\+\d+\n[^]*^ride-1001$/m);
  });

  it('runs the receiver of docs/events.md, which takes an event of Maskline and refuses others', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const at = new Date();
    const body = JSON.stringify({ id: 'e1', type: 'call.missed', pool: 'rides', data: {} });
    const output = await runProgram('receiver.mts', {
      MASKLINE_WEBHOOK_SECRET: secret,
      TIMESTAMP: String(Math.floor(at.getTime() / 1_000)),
      SIGNATURE: new Webhook(secret).sign('e1', at, body),
      BODY: body,
    });
    expect(output).toBe('queued call.missed\n204\n401\n');
  });

  it('has what the samples beside the operations of the API reference use', async () => {
    expect(await runProgram('samples.mts')).toBe('rides\n');
  });
});

describe('the Postman collection', () => {
  it('runs: every request of the admin API gets a response of the document', async () => {
    const report = join(folder, 'newman.json');
    const variables = [`baseUrl=${sandbox.url}`, `apiKey=${sandbox.key}`];
    const options = variables.flatMap((variable) => ['--env-var', variable]);
    const reporters = ['--reporters', 'json', '--reporter-json-export', report];
    await run(process.execPath, [NEWMAN, 'run', COLLECTION, ...options, ...reporters]).catch(
      () => undefined,
    );
    const { run: ran } = JSON.parse(await readFile(report, 'utf8')) as {
      run: {
        stats: { requests: { total: number } };
        failures: { source: { name: string }; error: { message: string } }[];
      };
    };
    const failures = ran.failures.map(({ source, error }) => `${source.name}: ${error.message}`);
    expect(failures).toEqual([]);
    const admin = Object.entries(readDocument().paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([, methods]) => Object.keys(methods));
    expect(ran.stats.requests.total).toBe(admin.length);
  });
});
