import { once } from 'node:events';
import { mkdir, realpath } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type pg from 'pg';

import { findBinaries, makeUsable } from './binaries.js';
import { initialiseCluster, keptPassword, removeDrafts } from './cluster.js';
import { DataDirectoryInUseError, EmbeddedPostgresUnavailableError } from './errors.js';
import { SUPERUSER, clearFormerServer, openSession, takeOwnership } from './ownership.js';
import { placeCluster } from './placement.js';
import { type ServerOptions, startServer } from './server.js';

export interface EmbeddedPostgresOptions {
  /** Maskline's data directory, e.g. `.maskline`; the cluster lives in `<dataDir>/postgres`. */
  dataDir: string;
  /** Created if it does not exist. Default: `maskline`. */
  database?: string;
  /** Server settings by name, e.g. `{ fsync: 'off' }` for tests that may lose their data. */
  settings?: Readonly<Record<string, string>>;
  /** Receives a description of each slow step before it begins. */
  onProgress?: (text: string) => void;
  /** Receives PostgreSQL's log and our own messages line by line, without secrets. */
  onLog?: (line: string) => void;
}

/** A running server. */
export interface EmbeddedPostgres {
  /** `postgres://maskline:<password>@127.0.0.1:<port>/<database>` */
  readonly url: string;
  /**
   * Shuts the server down, ending open connections.
   * Safe to call more than once, and after a crash of the server.
   */
  stop(): Promise<void>;
}

/** Dependencies of a start on its environment; tests replace them. */
export const SURROUNDINGS = {
  findBinaries: (): string => findBinaries(),
  choosePort: freePort,
  /** Where root keeps files that PostgreSQL's user could not reach in their usual place. */
  systemDir: '/var/lib/maskline',
};

/**
 * Errors that a retry overcomes: the port was taken after we found it free; a former server was
 * just killed or is still stopping; a concurrent start was faster and stopped ours.
 */
const PASSING =
  /Address already in use|lock file .* already exists|memory block .* still in use|fast shutdown/;
/** Milliseconds during which attempts are made, and the pause between them. */
const PATIENCE = 60_000;
const PAUSE = 200;

/**
 * Starts PostgreSQL as a child process on a free port of 127.0.0.1, with its existing data. First
 * cleans up after a crash. The server ends with this process; call `stop` for an orderly shutdown.
 *
 * @throws EmbeddedPostgresUnavailableError if it cannot run here; the message contains the remedy
 * @throws DataDirectoryInUseError if another process uses the data directory
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  surroundings = SURROUNDINGS,
): Promise<EmbeddedPostgres> {
  const { database = 'maskline', settings = {}, onProgress, onLog = () => undefined } = options;
  const { systemDir } = surroundings;
  const found = surroundings.findBinaries();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  let placement = await placeCluster(dataDir, systemDir);
  const native = await makeUsable(found, placement.user, dirname(placement.cluster));
  const password = await keptPassword(dataDir, placement);
  if (!placement.exists) {
    onProgress?.('creating the embedded database, which takes some seconds');
    const isDurable = settings['fsync'] !== 'off';
    await initialiseCluster(native, dataDir, placement, password, isDurable);
    // A concurrent start may have put it elsewhere.
    placement = await placeCluster(dataDir, systemDir);
  }
  if (placement.cluster !== join(dataDir, 'postgres')) {
    onLog(`The database is in ${placement.cluster}: its user cannot reach ${dataDir}.`);
  }
  onProgress?.('starting the embedded database');
  const server = { ...placement, native, dataDir, password, settings, onLog };
  for (const begun = performance.now(); ; await delay(PAUSE)) {
    try {
      return await startOwned(server, database, await surroundings.choosePort());
    } catch (error) {
      // Any other error comes from a session on a server that is starting or stopping.
      const isFinal =
        error instanceof DataDirectoryInUseError ||
        (error instanceof EmbeddedPostgresUnavailableError && !PASSING.test(error.message));
      if (isFinal || performance.now() - begun > PATIENCE) throw error;
    }
  }
}

async function startOwned(
  options: ServerOptions,
  database: string,
  port: number,
): Promise<EmbeddedPostgres> {
  const { password, dataDir, cluster } = options;
  await clearFormerServer(options);
  const stop = await startServer(options, port);
  try {
    const session = await openSession(port, password);
    await takeOwnership(session, dataDir);
    await removeDrafts(cluster);
    const found = await session.query('select from pg_database where datname = $1', [database]);
    const name = session.escapeIdentifier(database);
    if (!found.rowCount) await session.query(`create database ${name}`);
    // The session ends with the server and must not keep the process alive. @types/pg lacks
    // `unref`.
    (session as pg.Client & { unref(): void }).unref();
  } catch (error) {
    await stop();
    throw error;
  }
  const login = `${SUPERUSER}:${password}@127.0.0.1:${port}`;
  return { url: `postgres://${login}/${encodeURIComponent(database)}`, stop };
}

/** Returns a TCP port of 127.0.0.1 that was free a moment ago, without reserving it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
