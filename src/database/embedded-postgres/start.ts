import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { PostgresBinaries } from './binaries.js';
import { ensureDatabase, urlOf } from './database.js';
import { EmbeddedPostgresUnavailableError, codeOf } from './errors.js';
import { SUPERUSER, initialiseCluster, removeDrafts } from './initialise-cluster.js';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  REAL_SURROUNDINGS,
  type Surroundings,
} from './options.js';
import { type Ownership, takeOwnership } from './ownership.js';
import { createPassword, readPassword } from './password.js';
import { type Placement, linkFromDataDir, placeCluster } from './placement.js';
import { Postmaster } from './postmaster.js';
import { type UsableBinaries, makeUsable } from './usable-binaries.js';

/**
 * Starts PostgreSQL as a child process on a free port of 127.0.0.1, with the data of the last
 * time, and clears up first if the last time ended in a crash. When this process ends, so does
 * the server; call `stop` to have it end in order.
 *
 * @throws EmbeddedPostgresUnavailableError if it cannot run here; the message tells the remedy
 * @throws DataDirectoryInUseError if another start has the data directory
 */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startWithin(REAL_SURROUNDINGS, options);
}

/** {@link startEmbeddedPostgres} with the surroundings of the caller's choice. */
export async function startWithin(
  surroundings: Surroundings,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const found = await surroundings.findBinaries();
  const dataDir = resolve(options.dataDir);
  let ownership: Ownership | undefined;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const realDir = await realpath(dataDir);
    ownership = await takeOwnership(realDir);
    return await startOwned(surroundings, found, { ...options, dataDir: realDir }, ownership);
  } catch (error) {
    await ownership?.release();
    throw isRefusal(error)
      ? new EmbeddedPostgresUnavailableError(
          `it may not use the data directory ${dataDir} (${(error as Error).message}).`,
          { cause: error },
        )
      : error;
  }
}

async function startOwned(
  surroundings: Surroundings,
  found: PostgresBinaries,
  options: EmbeddedPostgresOptions,
  ownership: Ownership,
): Promise<EmbeddedPostgres> {
  const { dataDir, database = 'maskline', settings = {}, onLog = () => undefined } = options;
  const placement = await placeCluster(dataDir, surroundings.systemDir, onLog);
  const binaries = await makeUsable(found, placement.user, surroundings.systemDir);
  const { cluster, user } = placement;
  const durable = settings['fsync'] !== 'off';
  const say = options.onProgress ?? (() => undefined);
  if (placement.madeBy === undefined)
    say('creating the embedded database, which takes some seconds');
  const password = await prepareCluster(dataDir, placement, binaries, durable);
  say('starting the embedded database');
  await linkFromDataDir(dataDir, placement, onLog);
  const { choosePort } = surroundings;
  const postmaster = await Postmaster.start({
    binaries,
    cluster,
    user,
    settings,
    choosePort,
    onLog,
  });
  const login = { port: postmaster.port, user: SUPERUSER, password };
  try {
    await ensureDatabase(login, database);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
  return {
    url: urlOf(login, database),
    async stop() {
      await postmaster.stop();
      await ownership.release();
    },
  };
}

/** Makes the cluster unless it is there, and returns its password. */
async function prepareCluster(
  dataDir: string,
  { cluster, madeBy, user }: Placement,
  { initdb, majorVersion }: UsableBinaries,
  durable: boolean,
): Promise<string> {
  await removeDrafts(cluster);
  let password = await readPassword(dataDir);
  if (madeBy === undefined) {
    password ??= await createPassword(dataDir);
    await initialiseCluster({ initdb, cluster, user, password, durable });
    return password;
  }
  if (madeBy !== majorVersion) {
    throw new EmbeddedPostgresUnavailableError(
      `the database in ${cluster} was made by PostgreSQL ${madeBy}, and this is PostgreSQL ` +
        `${majorVersion}. Dump it with the release of Maskline that made it and restore the ` +
        'dump, or choose another DATA_DIR to begin with an empty database.',
    );
  }
  if (password === undefined) {
    throw new EmbeddedPostgresUnavailableError(
      `the password of the database in ${cluster} is missing from ${dataDir}; restore the file ` +
        'postgres.password, or move both away to begin with an empty database.',
    );
  }
  return password;
}

/** Whether the file system said no, which says more about the directory than about us. */
function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}
