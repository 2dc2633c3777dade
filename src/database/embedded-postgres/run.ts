import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { SystemUser } from './system-user.js';

const execFileAsync = promisify(execFile);

// SystemRoot and TEMP are what a Windows program needs to load its libraries and to start.
const PASSED_ON = ['PATH', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP'];

/**
 * How PostgreSQL's programs are spawned: as `user` if given, from a directory that every user
 * can enter, and without our environment, which holds secrets. Their messages are in English.
 */
export function spawnOptions(user?: SystemUser) {
  const env: Record<string, string> = { LC_ALL: 'C' };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return { cwd: '/', env, windowsHide: true, ...identity };
}

/**
 * Runs a program to its end and hands back what it wrote to stdout.
 * Rejects as `execFile` does: `code` is the exit status, or the system error of the spawn.
 */
export async function run(file: string, args: string[], user?: SystemUser): Promise<string> {
  const { stdout } = await execFileAsync(file, args, spawnOptions(user));
  return stdout;
}
