import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { EmbeddedPostgresUnavailableError } from './errors.js';
import { type SystemUser, run, spawnOptions } from './run.js';

export interface ServerOptions {
  native: string;
  dataDir: string;
  cluster: string;
  user: SystemUser;
  password: string;
  settings: Readonly<Record<string, string>>;
  onLog: (line: string) => void;
}

/** Runs a `pg_ctl` command on the cluster. */
export function pgCtl({ native, cluster, user }: ServerOptions, ...args: string[]) {
  return run(join(native, 'bin', 'pg_ctl'), [...args, '-D', cluster], user);
}

/** Milliseconds that a server may take to stop in one mode. */
const STOP_MS = 10_000;

/**
 * Stops the server with this pid in fast mode, or in immediate mode if that takes too long; it then
 * recovers at the next start. Loses no commit. By its pid, since `pg_ctl stop` would stop any server that
 * has taken the cluster over meanwhile.
 */
export async function stopServer(options: ServerOptions, pid: string): Promise<void> {
  for (const signal of ['INT', 'QUIT']) {
    // Fails if the server has ended.
    await pgCtl(options, 'kill', signal, pid).catch(() => undefined);
    for (const begun = performance.now(); performance.now() - begun < STOP_MS; await delay(10)) {
      if ((await pidFileOf(options.cluster))[0] !== pid) return;
    }
  }
}

/** Returns the lines of `postmaster.pid`: pid, directory, start, port, …, status. */
export async function pidFileOf(cluster: string): Promise<string[]> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n');
}

/**
 * Starts a server as a child process, and resolves when it accepts connections on `port` of
 * 127.0.0.1. Has no time limit, because recovery may take long; the log shows its progress.
 *
 * @returns a function that stops the server; it does nothing if the server has ended
 * @throws EmbeddedPostgresUnavailableError with the server's log, if the server ends before that
 */
export async function startServer(
  options: ServerOptions,
  port: number,
): Promise<() => Promise<void>> {
  const { native, cluster, user, onLog } = options;
  const settings = {
    ...options.settings,
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // start.ts parses the messages.
    lc_messages: 'C',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster, ...args], {
    ...spawnOptions(user),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C in the terminal must not end the database while we
    // still use it. On Windows this would open a console window.
    detached: process.platform !== 'win32',
  });
  const log: string[] = [];
  let state: 'starting' | 'running' | 'stopping' | 'ended' = 'starting';
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (state !== 'running') log.push(line);
    onLog(line);
  });
  // Runs last when a process ends without calling stop, for example after an exception.
  const interrupt = () => void child.kill('SIGINT');
  process.once('exit', interrupt);
  child.once('exit', (code, signal) => {
    process.removeListener('exit', interrupt);
    const end = `PostgreSQL (process ${child.pid}) ended unexpectedly: ${signal ?? code}.`;
    if (state === 'running') onLog(end);
    state = 'ended';
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const hasEnded = () => state === 'ended';
  await once(child, 'spawn');
  while (!hasEnded() && !(await isReady(child, cluster))) await delay(10);
  if (hasEnded()) {
    await closed;
    throw new EmbeddedPostgresUnavailableError(`it did not start:\n${log.join('\n')}\n`);
  }
  state = 'running';
  // The database must not keep the process alive.
  child.unref();
  (child.stderr as Socket).unref();
  return async () => {
    if (hasEnded()) return;
    state = 'stopping';
    child.ref();
    await stopServer(options, String(child.pid));
    if (!hasEnded()) child.kill('SIGKILL');
    await closed;
  };
}

async function isReady({ pid }: ChildProcess, cluster: string): Promise<boolean> {
  const lines = await pidFileOf(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
