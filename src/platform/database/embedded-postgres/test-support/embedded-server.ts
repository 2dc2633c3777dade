import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import pg from 'pg';
import { afterAll, onTestFinished } from 'vitest';

import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '../index.js';
import { run } from '../run.js';
import { SURROUNDINGS, startEmbeddedPostgres } from '../start.js';

/** Creates a folder that other users can enter, like most folders. It is removed after the test. */
export async function folderForTest(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'maskline-test-')));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Options of a start that tests change. The settings trade safety for speed. */
export type TestStart = Partial<EmbeddedPostgresOptions & typeof SURROUNDINGS>;

/** Starts a server with its data in `<folder>/data`. It is stopped after the test. */
export async function startIn(folder: string, changes: TestStart = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(
    { dataDir: join(folder, 'data'), settings: { fsync: 'off' }, ...changes },
    { ...SURROUNDINGS, systemDir: join(folder, 'system'), ...changes },
  );
  onTestFinished(() => server.stop());
  return server;
}

/** Runs SQL on a separate connection and returns the first column of the first row. */
export async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** Returns the pid of the server that runs in `<folder>/data`. */
export async function serverPid(folder: string): Promise<number> {
  const file = await readFile(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8');
  return Number(file.split('\n')[0]);
}

/** Whether a process with this pid is running. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // An ended process whose parent does not wait for it remains as a zombie, in some containers
  // forever.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX]/.test(stat);
}

/**
 * Returns the pids of server and backends that work in a cluster; on systems other than Linux, of
 * the server only.
 */
export async function processesOf(cluster: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    const list = await run('ps', ['-axo', 'pid=,args=']);
    const lines = list.split('\n').filter((line) => line.includes(cluster));
    return lines.map((line) => Number.parseInt(line, 10));
  }
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const directory = await readlink(`/proc/${name}/cwd`).catch(() => undefined);
    if (directory === cluster && (await isRunning(Number(name)))) found.push(Number(name));
  }
  return found;
}

/** Code that a child runs once its server is up. */
const THEN = {
  lives: `process.on('SIGINT', () => console.log('interrupted')); setInterval(() => {}, 60_000);`,
  throws: `setImmediate(() => { throw new Error('as if by a bug'); });`,
  'has nothing to do': ``,
} as const;

const CHILD_SCRIPT = `
  const [folder, compiled] = process.argv.slice(1);
  const { SURROUNDINGS, startEmbeddedPostgres } = await import(compiled + '/start.js');
  const surroundings = { ...SURROUNDINGS, systemDir: folder + '/system' };
  const options = { dataDir: folder + '/data', settings: { fsync: 'off' } };
  const server = await startEmbeddedPostgres(options, surroundings).catch((error) => {
    console.log(error.name);
    process.exit(1);
  });
  `;

/** A child process that runs the server in `<folder>/data`; tests may kill it. */
export interface Child {
  process: ChildProcess;
  /** Resolves to the next line of output; undefined if the process ends without one. */
  nextLine: () => Promise<string | undefined>;
}

/** Starts the server in a child process, which prints the URL or an error. */
export async function startInChild(folder: string, then: keyof typeof THEN): Promise<Child> {
  // `then` runs before the URL is printed, because the test acts as soon as it reads the URL.
  const script = `${CHILD_SCRIPT}${THEN[then]}\nconsole.log(server.url);`;
  const args = ['--input-type=module', '-e', script, folder, await compiledModule()];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    // A separate process group, so that a test can send signals as a terminal does.
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { process: child, nextLine: async () => (await lines.next()).value };
}

let compiling: Promise<string> | undefined;

afterAll(async () => {
  if (compiling !== undefined) await rm(await compiling, { recursive: true });
});

/**
 * Returns a folder with this module compiled to JavaScript, because Node 20 does not run
 * TypeScript.
 */
function compiledModule(): Promise<string> {
  compiling ??= compile();
  return compiling;
}

async function compile(): Promise<string> {
  const { ModuleKind, ScriptTarget, transpileModule } = (await import('typescript')).default;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 };
  const compiled = await mkdtemp(join(tmpdir(), 'maskline-compiled-'));
  await writeFile(join(compiled, 'package.json'), '{ "type": "module" }');
  await symlink(join(process.cwd(), 'node_modules'), join(compiled, 'node_modules'));
  const module = join(import.meta.dirname, '..');
  for (const name of await readdir(module)) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const source = await readFile(join(module, name), 'utf8');
    const { outputText } = transpileModule(source, { compilerOptions });
    await writeFile(join(compiled, name.replace(/\.ts$/, '.js')), outputText);
  }
  return compiled;
}

/** Kills a process with SIGKILL, like a power failure, and waits for its end. */
export async function killed(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit');
  child.kill('SIGKILL');
  await end;
}
