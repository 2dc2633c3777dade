import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  stat,
  symlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { EmbeddedPostgresUnavailableError, unlessMissing } from './errors.js';
import { hasPassword } from './password.js';
import { makeSystemDir } from './readable-copy.js';
import { type SystemUser, canEnter, unprivilegedUser, weAreRoot } from './system-user.js';

/** Where the cluster is, or is to be, and who runs it. */
export interface Placement {
  /** Without symbolic links. */
  cluster: string;
  /** Major version of the PostgreSQL that made the cluster; undefined: it is yet to be made. */
  madeBy: string | undefined;
  /** Undefined: ourselves. */
  user: SystemUser | undefined;
}

/**
 * Decides where the cluster of `dataDir` lives: in `<dataDir>/postgres`, or, if we are root and
 * the server's user cannot get there, under `systemDir` (see {@link linkFromDataDir}).
 *
 * @throws EmbeddedPostgresUnavailableError if what is there cannot be used
 */
export async function placeCluster(
  dataDir: string,
  systemDir: string,
  onLog: (line: string) => void,
): Promise<Placement> {
  const usual = await followLink(join(dataDir, 'postgres'));
  const madeBy = await versionOf(usual);
  if (!weAreRoot()) return { cluster: usual, madeBy, user: undefined };
  if (madeBy !== undefined) {
    const user = await ownerOf(usual);
    if (await letEnter(user, dataDir, dirname(usual))) return { cluster: usual, madeBy, user };
    throw new EmbeddedPostgresUnavailableError(
      `its user ${user.name} cannot reach the database in ${usual}; ` +
        'make the directories above it searchable (chmod o+x).',
    );
  }
  const user = await unprivilegedUser();
  if (await letEnter(user, dataDir, dirname(usual))) return { cluster: usual, madeBy, user };
  return placeInSystemDir(dataDir, systemDir, user, onLog);
}

async function placeInSystemDir(
  dataDir: string,
  systemDir: string,
  user: SystemUser,
  onLog: (line: string) => void,
): Promise<Placement> {
  const home = join(systemDir, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  await makeSystemDir(systemDir);
  await mkdir(home, { recursive: true });
  await chmod(home, 0o711);
  const cluster = join(await realpath(home), 'postgres');
  const madeBy = await versionOf(cluster);
  if (madeBy === undefined) return { cluster, madeBy, user };
  if (await hasPassword(dataDir)) return { cluster, madeBy, user: await ownerOf(cluster) };
  // Somebody deleted the data directory to start afresh and did not know of this part of it.
  const abandoned = `${cluster}.abandoned-${Date.now()}`;
  await rename(cluster, abandoned);
  onLog(`${dataDir} was emptied; its former database is kept in ${abandoned}.`);
  return { cluster, madeBy: undefined, user };
}

/** Leaves a link in the data directory to a cluster that lives elsewhere, so one can find it. */
export async function linkFromDataDir(
  dataDir: string,
  { cluster, user }: Placement,
  onLog: (line: string) => void,
): Promise<void> {
  const usual = join(dataDir, 'postgres');
  if (cluster === usual || (await unlessMissing(lstat(usual)))?.isSymbolicLink()) return;
  await symlink(cluster, usual);
  onLog(`The database is in ${cluster}: the user ${user?.name} cannot reach ${dataDir}.`);
}

/** The directory that the path or link stands for. One that does not exist yet is fine. */
async function followLink(path: string): Promise<string> {
  const found = await unlessMissing(lstat(path));
  const target = await unlessMissing(realpath(path));
  if (found !== undefined && target === undefined) {
    throw new EmbeddedPostgresUnavailableError(
      `${path} is a link to a database that is no longer there; ` +
        'bring it back, or remove the link to begin with an empty one.',
    );
  }
  return target ?? path;
}

async function versionOf(cluster: string): Promise<string | undefined> {
  const version = await unlessMissing(readFile(join(cluster, 'PG_VERSION'), 'utf8'));
  if (version !== undefined) return version.trim();
  const entries = await unlessMissing(readdir(cluster));
  if (entries === undefined || entries.length === 0) return undefined;
  throw new EmbeddedPostgresUnavailableError(
    `${cluster} holds something that is not a PostgreSQL database; move it away.`,
  );
}

/** PostgreSQL runs only as the owner of its files, whoever we have become since. */
async function ownerOf(cluster: string): Promise<SystemUser> {
  const { uid, gid } = await stat(cluster);
  if (uid !== 0) return { name: `with uid ${uid}`, uid, gid };
  const { name } = await unprivilegedUser();
  throw new EmbeddedPostgresUnavailableError(
    `the database in ${cluster} belongs to root, and PostgreSQL refuses to run as root; ` +
      `give it to another user (chown -R ${name} ${cluster}).`,
  );
}

async function letEnter(user: SystemUser, dataDir: string, home: string): Promise<boolean> {
  if (await canEnter(user, home)) return true;
  if (home !== dataDir || !(await canEnter(user, dirname(dataDir)))) return false;
  const { uid, mode } = await stat(dataDir);
  if (uid !== 0 || (mode & 0o077) !== 0) return false;
  // Only our own directory is in the way. Its user may pass through it, not look around in it.
  await chown(dataDir, 0, user.gid);
  await chmod(dataDir, 0o710);
  return canEnter(user, home);
}
