import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { wrongPassword } from './errors.js';
import { SUPERUSER } from './ownership.js';
import type { Placement } from './placement.js';
import { DRAFT, run } from './run.js';

const OPTIONS =
  '--auth=scram-sha-256 --encoding=UTF8 --locale=C --locale-provider=builtin ' +
  '--builtin-locale=C.UTF-8 --no-instructions';

/**
 * Returns the password in `<dataDir>/postgres.password`, which only we can read. Generates it for a
 * new cluster. It needs no escaping in a URL.
 *
 * @throws EmbeddedPostgresUnavailableError if the cluster exists but the file does not
 */
export async function keptPassword(dataDir: string, { exists }: Placement): Promise<string> {
  const file = join(dataDir, 'postgres.password');
  if (!exists) {
    // Linked into place, so that concurrent starts agree on one password.
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    await fs.writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    await fs.link(draft, file).catch(() => undefined);
    await fs.rm(draft);
  }
  const password = await fs.readFile(file, 'utf8').catch((error: unknown) => {
    throw wrongPassword(error);
  });
  return password.trim();
}

/**
 * Creates a cluster: UTF-8, sorted by code point, with password logins only. Builds it in a draft
 * directory and moves it into place when complete. Of concurrent starts, the first to finish wins.
 *
 * @param isDurable false: faster, but the files may be lost if the machine crashes
 */
export async function initialiseCluster(
  native: string,
  dataDir: string,
  { cluster, user }: Placement,
  password: string,
  isDurable: boolean,
): Promise<void> {
  const home = dirname(cluster);
  const draft = await fs.mkdtemp(join(home, DRAFT));
  const built = join(draft, 'cluster');
  // A file, because other users can see arguments and environment.
  const passwordFile = join(draft, 'password');
  try {
    await fs.writeFile(passwordFile, password, { mode: 0o600 });
    for (const path of user ? [passwordFile, draft] : []) {
      await fs.chown(path, user!.uid, user!.gid);
    }
    const args = [`--pgdata=${built}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
    if (!isDurable) args.push('--no-sync');
    await run(join(native, 'bin', 'initdb'), [...args, ...OPTIONS.split(' ')], user);
    await fs.rename(built, cluster);
    if (home !== dataDir) await fs.symlink(cluster, join(dataDir, 'postgres'));
  } catch (error) {
    if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) throw error;
  } finally {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

/** Removes the drafts of interrupted starts. Only the owner of the server may call it. */
export async function removeDrafts(cluster: string): Promise<void> {
  for (const name of await fs.readdir(dirname(cluster))) {
    if (!name.startsWith(DRAFT)) continue;
    // An initdb whose parent was killed may still be writing into it.
    const options = { recursive: true, force: true, maxRetries: 5 };
    await fs.rm(join(dirname(cluster), name), options).catch(() => undefined);
  }
}
