import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The user that runs PostgreSQL; undefined: the current user. PostgreSQL refuses to run as root.
 */
export type SystemUser = { uid: number; gid: number } | undefined;

/** Name prefix of incomplete directories. */
export const DRAFT = 'postgres.init-';

// Windows programs need SystemRoot and TEMP to load their libraries and start.
const PASSED_ON = ['PATH', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP'];

/**
 * Returns options for spawning a program: in a directory that every user can enter, with English
 * messages, and without our environment, which contains secrets.
 */
export function spawnOptions(user: SystemUser) {
  const env = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  return { cwd: '/', env: { ...env, LC_ALL: 'C' }, windowsHide: true, ...user };
}

/**
 * Runs a program to its end and returns its output.
 *
 * @throws Error of `execFile`: `code` is the exit status, or the system error of the spawn
 */
export async function run(file: string, args: string[], user?: SystemUser): Promise<string> {
  return (await promisify(execFile)(file, args, spawnOptions(user))).stdout;
}
