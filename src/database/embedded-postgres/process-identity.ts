import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

import { codeOf } from './errors.js';
import { run } from './run.js';

/** Names one process for good; a pid alone may mean another process tomorrow. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in whatever form the system tells it; null where it does not. */
  started: string | null;
  /** Where the pid means something: machine, boot, and pid namespace (that is, container). */
  host: string;
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const [started, host] = await Promise.all([startOf(process.pid), thisHost()]);
  return { pid: process.pid, started, host };
}

/** Whether a process of this host still runs. It counts as dead if its pid was given anew. */
export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  const now = started === null ? null : await startOf(pid);
  return now === null || now === started;
}

/** Whether there is a process with this pid that has not ended. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  // An ended process that nobody waits for stays as a zombie, for ever in some containers.
  return !['Z', 'X'].includes((await procStat(pid))?.[0] ?? '');
}

async function startOf(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null;
  // proc(5): starttime is the 22nd field, and procStat begins with the third.
  const started = (await procStat(pid))?.[19];
  if (started !== undefined) return started;
  if (process.platform === 'linux') return null;
  return run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
    (answer) => answer.trim(),
    () => null,
  );
}

/** The fields of /proc/<pid>/stat that follow the command, which may hold spaces itself. */
async function procStat(pid: number): Promise<string[] | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function thisHost(): Promise<string> {
  const [boot, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return [hostname(), boot.trim(), namespace].filter(Boolean).join(' ');
}
