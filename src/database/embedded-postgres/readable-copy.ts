import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresUnavailableError, codeOf, unlessMissing } from './errors.js';

/**
 * Copies the programs, once for each build, to a directory that belongs to root and that every
 * user can read: under `systemDir`, or under the temporary directory if root cannot write there.
 * Only for root. The copy is kept for later starts.
 *
 * @throws EmbeddedPostgresUnavailableError where no such directory can be had
 */
export async function copyForOthers(
  binaries: PostgresBinaries,
  systemDir: string,
): Promise<PostgresBinaries> {
  const parent = await chooseParent(systemDir);
  const copy = join(parent, `maskline-postgres-${binaries.build}`);
  if ((await unlessMissing(lstat(copy))) === undefined) {
    await copyAtOnce(binaries.nativeDir, copy);
  }
  // Whoever could write there could have root's server run what they like.
  if (!(await belongsToRootAlone(copy))) {
    throw new EmbeddedPostgresUnavailableError(
      `${copy} exists already and others than root can change it; remove it.`,
    );
  }
  const moved = (file: string) => join(copy, relative(binaries.nativeDir, file));
  return {
    ...binaries,
    nativeDir: copy,
    postgres: moved(binaries.postgres),
    initdb: moved(binaries.initdb),
    pgCtl: moved(binaries.pgCtl),
  };
}

async function chooseParent(systemDir: string): Promise<string> {
  const tried: string[] = [];
  for (const parent of [systemDir, tmpdir()]) {
    try {
      await makeSystemDir(parent);
      if (await isUnderRootsControl(parent)) return parent;
      tried.push(`${parent}: others than root can change it`);
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new EmbeddedPostgresUnavailableError(
    'the user that PostgreSQL runs as cannot read its programs, and there is no place ' +
      `for a copy (${tried.join('; ')}).`,
  );
}

/** Creates a directory of root's that every user can enter, whatever our umask is. */
export async function makeSystemDir(path: string): Promise<void> {
  const created = await mkdir(path, { recursive: true });
  if (created !== undefined) await chmod(path, 0o755);
}

async function isUnderRootsControl(path: string): Promise<boolean> {
  let at = await realpath(path);
  for (;;) {
    const { uid, mode } = await lstat(at);
    const othersWrite = (mode & 0o022) !== 0;
    // In a sticky directory such as /tmp others may write, but not rename what is ours.
    if (uid !== 0 || (othersWrite && (mode & 0o1000) === 0)) return false;
    if (dirname(at) === at) return true;
    at = dirname(at);
  }
}

async function belongsToRootAlone(path: string): Promise<boolean> {
  const found = await lstat(path);
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

/** All or nothing: the copy appears under its name when it is complete. */
async function copyAtOnce(nativeDir: string, copy: string): Promise<void> {
  const draft = await mkdtemp(`${copy}.`);
  try {
    await copyTree(nativeDir, draft);
    await rename(draft, copy);
  } catch (error) {
    // Another start of Maskline was faster; the caller checks what it left.
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      await copyTree(source, target);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(source), target);
    } else {
      await copyFile(source, target);
      const { mode } = await lstat(source);
      await chmod(target, (mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
  await chmod(to, 0o755);
}
