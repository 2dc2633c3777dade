import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresUnavailableError, codeOf, unlessMissing } from './errors.js';
import { copyForOthers } from './readable-copy.js';
import { run } from './run.js';
import type { SystemUser } from './system-user.js';

/** Programs that were seen to run as the server's user. */
export interface UsableBinaries extends PostgresBinaries {
  /** e.g. `18` */
  majorVersion: string;
}

/**
 * Makes the programs fit to run as `user` (undefined: as ourselves): completes what npm's
 * install scripts would have done, and copies them to where that user can read them if need be.
 *
 * @throws EmbeddedPostgresUnavailableError if they do not run
 */
export async function makeUsable(
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  systemDir: string,
): Promise<UsableBinaries> {
  await completeInstallation(binaries);
  try {
    return { ...binaries, majorVersion: await majorVersion(binaries, user) };
  } catch (error) {
    if (user === undefined || codeOf(error) !== 'EACCES') throw doesNotRun(binaries, error);
  }
  const copy = await copyForOthers(binaries, systemDir);
  try {
    return { ...copy, majorVersion: await majorVersion(copy, user) };
  } catch (error) {
    throw doesNotRun(copy, error);
  }
}

async function majorVersion(binaries: PostgresBinaries, user?: SystemUser): Promise<string> {
  const answer = await run(binaries.postgres, ['--version'], user);
  const major = /\(PostgreSQL\) (\d+)/.exec(answer)?.[1];
  if (major === undefined) throw new Error(`unexpected answer to --version: ${answer}`);
  return major;
}

function doesNotRun(binaries: PostgresBinaries, cause: unknown): Error {
  const code = codeOf(cause);
  if (code === 'EPERM') {
    return new EmbeddedPostgresUnavailableError(
      'PostgreSQL refuses to run as root, and this process may not change to another user; ' +
        'start Maskline as an ordinary user.',
      { cause },
    );
  }
  // The kernel answers ENOENT for a file that exists if its dynamic loader does not.
  const hint = code === 'ENOENT' ? ' It needs glibc, which musl systems (Alpine) lack.' : '';
  const message = cause instanceof Error ? cause.message.trim() : String(cause);
  return new EmbeddedPostgresUnavailableError(
    `${binaries.postgres} does not run here (${message}).${hint}`,
    { cause },
  );
}

/** Does what the package's postinstall script does; `npm ci --ignore-scripts` skips that. */
async function completeInstallation(binaries: PostgresBinaries): Promise<void> {
  try {
    await restoreLinks(binaries.nativeDir);
    for (const program of [binaries.postgres, binaries.initdb, binaries.pgCtl]) {
      const { mode } = await stat(program);
      if ((mode & 0o100) === 0) await chmod(program, mode | 0o111);
    }
  } catch (cause) {
    throw new EmbeddedPostgresUnavailableError(
      `its package in ${binaries.nativeDir} is incomplete, and could not be completed ` +
        `(${codeOf(cause) ?? String(cause)}); reinstall with install scripts allowed.`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links, so they are listed in a file beside the libraries. */
async function restoreLinks(nativeDir: string): Promise<void> {
  const list = await unlessMissing(readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8'));
  const links = JSON.parse(list ?? '[]') as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(nativeDir), target);
    if ((await unlessMissing(lstat(link))) !== undefined) continue;
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
}
