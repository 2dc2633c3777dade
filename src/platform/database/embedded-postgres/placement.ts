import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { EmbeddedPostgresUnavailableError } from './errors.js';
import { type SystemUser, run } from './run.js';

/** The path of the cluster, without symbolic links, and the user that runs it. */
export interface Placement {
  cluster: string;
  exists: boolean;
  user: SystemUser;
}

/**
 * Decides where the cluster of `dataDir` lives: in `<dataDir>/postgres`. If we are root and
 * PostgreSQL's user cannot reach that directory, it is a link to one under `systemDir`.
 *
 * @throws EmbeddedPostgresUnavailableError if no unprivileged user exists
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
  // Runs `test` as that user, so that ACLs are taken into account.
  const canEnter = (path: string) =>
    run('test', ['-x', path], user).then(
      () => true,
      () => false,
    );
  if (await canEnter(dataDir)) return true;
  const { uid, mode } = await stat(dataDir);
  if (uid !== 0 || (mode & 0o077) !== 0 || !(await canEnter(dirname(dataDir)))) return false;
  // Only our own directory blocks the way. Lets the user enter it, but not list it.
  await chown(dataDir, 0, user!.gid);
  await chmod(dataDir, 0o710);
  return canEnter(dataDir);
}
