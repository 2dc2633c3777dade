import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { disownPidFile, readPidFile } from './pid-file.js';
import { isRunning } from './process-identity.js';
import { run } from './run.js';
import { shutDown } from './shut-down.js';

/**
 * Clears away what a former owner of the cluster left when it was killed: a server that runs
 * on without it is stopped, and a `postmaster.pid` whose pid has passed to another program is
 * made harmless. Only for the present owner of the data directory.
 */
export async function clearFormerServer(
  cluster: string,
  pgCtl: string,
  onLog: (line: string) => void,
): Promise<void> {
  const pid = (await readPidFile(cluster))?.pid;
  if (pid !== undefined && (await isRunning(pid)) && (await isServerOf(pid, cluster))) {
    onLog(`Stopping a PostgreSQL server (process ${pid}) that outlived its Maskline.`);
    await shutDown({ pid, cluster, pgCtl, hasEnded: (timeout) => endsWithin(pid, timeout) });
  }
  // PostgreSQL ignores the file of an ended process, but takes a zombie for a living one.
  await disownPidFile(cluster);
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const [command, directory] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      readlink(`/proc/${pid}/cwd`).catch(() => undefined),
    ]);
    const [program = '', ...args] = command.split('\0');
    // PostgreSQL works within its data directory, however that was written when it started.
    return basename(program) === 'postgres' && (directory === cluster || args.includes(cluster));
  }
  const command = await commandOf(pid).catch(() => '');
  return command.includes('postgres') && command.includes(cluster);
}

function commandOf(pid: number): Promise<string> {
  if (process.platform !== 'win32') return run('ps', ['-o', 'args=', '-p', String(pid)]);
  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
  return run('powershell', ['-NoProfile', '-Command', query]);
}

async function endsWithin(pid: number, timeout: number): Promise<boolean> {
  const deadline = performance.now() + timeout;
  while (await isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
