import { lchown, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { run } from './run.js';
import type { SystemUser } from './system-user.js';

export const SUPERUSER = 'maskline';

const DRAFT_PREFIX = 'postgres.init-';

interface NewCluster {
  initdb: string;
  /** Where it is to be; absent, or an empty directory. */
  cluster: string;
  user: SystemUser | undefined;
  password: string;
  /** False: the files may be lost if the machine crashes, which is faster. */
  durable: boolean;
}

/**
 * Creates a cluster: UTF-8, sorted by code point, with password logins only.
 * All or nothing: it is built beside its place and moved there when it is complete.
 * {@link removeDrafts} removes what an interrupted call leaves.
 */
export async function initialiseCluster(options: NewCluster): Promise<void> {
  const { initdb, cluster, user, password, durable } = options;
  const home = dirname(cluster);
  const draft = await mkdtemp(join(home, DRAFT_PREFIX));
  try {
    // A file, since arguments and environment are seen by others; it is gone within a second.
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (user !== undefined) {
      for (const path of [passwordFile, draft]) await lchown(path, user.uid, user.gid);
    }
    const args = [
      `--pgdata=${join(draft, 'cluster')}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ];
    if (!durable) args.push('--no-sync');
    await run(initdb, args, user);
    await rm(passwordFile);
    await rename(join(draft, 'cluster'), cluster);
    if (durable) await syncDirectory(home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Removes what interrupted initialisations left beside the cluster. */
export async function removeDrafts(cluster: string): Promise<void> {
  const home = dirname(cluster);
  for (const name of await readdir(home)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue;
    // An initdb whose parent was killed may still be writing into it, hence the retries.
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory, and has no need to.
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
