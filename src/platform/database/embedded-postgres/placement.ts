import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { EmbeddedPostgresUnavailableError } from './errors.js';
import { type SystemUser, run } from './run.js';

/** Where the cluster is, or is to be, without symbolic links, and who runs it. */
export interface Placement {
  cluster: string;
  exists: boolean;
  user: SystemUser;
}

/**
 * Decides where the cluster of `dataDir` lives: in `<dataDir>/postgres`, or, if we are root and
 * PostgreSQL's user cannot get there, in a directory under `systemDir` that this name links to.
 *
 * @throws EmbeddedPostgresUnavailableError if there is no place or no user for it
 */
export async function placeCluster(dataDir: string, systemDir: string): Promise<Placement> {
  const usual = join(dataDir, 'postgres');
  const isRoot = process.getuid?.() === 0;
  if (existsSync(join(usual, 'PG_VERSION'))) {
    // PostgreSQL runs only as the owner of its files.
    const { uid, gid } = await stat(usual);
    const user = isRoot ? { uid, gid } : undefined;
    return { cluster: await realpath(usual), exists: true, user };
  }
  if (!isRoot) return { cluster: usual, exists: false, user: undefined };
  const user = await unprivilegedUser();
  if (await canReach(user, dataDir)) return { cluster: usual, exists: false, user };
  await mkdir(systemDir, { recursive: true });
  await chmod(systemDir, 0o755);
  const home = await mkdtemp(join(await realpath(systemDir), 'data-'));
  await chmod(home, 0o711);
  return { cluster: join(home, 'postgres'), exists: false, user };
}

async function unprivilegedUser(): Promise<SystemUser> {
  for (const name of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map((option) => run('id', [option, name]).then(Number));
    const [uid, gid] = await Promise.all(ids).catch(() => []);
    if (uid && gid) return { uid, gid };
  }
  throw new EmbeddedPostgresUnavailableError(
    'PostgreSQL refuses to run as root, and this system has neither a user postgres nor a ' +
      'user nobody; start Maskline as an ordinary user.',
  );
}

async function canReach(user: SystemUser, dataDir: string): Promise<boolean> {
  // Asks the system itself, so that ACLs count.
  const canEnter = (path: string) =>
    run('test', ['-x', path], user).then(
      () => true,
      () => false,
    );
  if (await canEnter(dataDir)) return true;
  const { uid, mode } = await stat(dataDir);
  if (uid !== 0 || (mode & 0o077) !== 0 || !(await canEnter(dirname(dataDir)))) return false;
  // Only our own directory is in the way. The user may pass through it, not look around in it.
  await chown(dataDir, 0, user!.gid);
  await chmod(dataDir, 0o710);
  return canEnter(dataDir);
}
