import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The user that runs PostgreSQL; undefined: ourselves. Root needs another, as PostgreSQL refuses root. */
export type SystemUser = { uid: number; gid: number } | undefined;

/** Begins the names of directories that are not complete yet. */
export const DRAFT = 'postgres.init-';

// SystemRoot and TEMP are what a Windows program needs to load its libraries and to start.
const PASSED_ON = ['PATH', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP'];

/**
 * Returns the options to spawn a program with: from a directory that every user can enter, and
 * without our environment, which holds secrets. Its messages are in English.
 */
export function spawnOptions(user: SystemUser) {
  const env = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  return { cwd: '/', env: { ...env, LC_ALL: 'C' }, windowsHide: true, ...user };
}

/**
 * Runs a program to its end and returns its output.
 *
 * @throws Error as of `execFile`: `code` is the exit status, or the system error of the spawn
 */
export async function run(file: string, args: string[], user?: SystemUser): Promise<string> {
  return (await promisify(execFile)(file, args, spawnOptions(user))).stdout;
}
