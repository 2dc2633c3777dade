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

/** Runs a command of `pg_ctl` on the cluster. */
export function pgCtl({ native, cluster, user }: ServerOptions, ...args: string[]) {
  return run(join(native, 'bin', 'pg_ctl'), [...args, '-D', cluster], user);
}

/** Ends a server gently, or else so that it recovers at the next start; loses no commit. */
export async function stopServer(options: ServerOptions): Promise<void> {
  const stop = (mode: string) => pgCtl(options, 'stop', '-t', '10', '-m', mode);
  await stop('fast').catch(() => stop('immediate'));
}

/**
 * Starts a server as our child process, and resolves when it takes connections on `port` of
 * 127.0.0.1. There is no time limit: recovery takes what it takes, and the log shows it.
 *
 * @returns what stops the server; it does nothing if the server has ended
 * @throws EmbeddedPostgresUnavailableError if the server ends before, with the end of its log
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
    // start.ts understands its messages.
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
  // The last thing that a process does when it ends without a stop, as after an exception.
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
  // An open database is no reason for the process to go on.
  child.unref();
  (child.stderr as Socket).unref();
  return async () => {
    if (hasEnded()) return;
    state = 'stopping';
    child.ref();
    await stopServer(options).catch(() => child.kill('SIGKILL'));
    await closed;
  };
}

async function isReady({ pid }: ChildProcess, cluster: string): Promise<boolean> {
  // The first line is the server's pid, the eighth its status; pg_ctl reads them too.
  const file = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = file.split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
