import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import pg from 'pg';

import { DataDirectoryInUseError, codeOf, wrongPassword } from './errors.js';
import { type ServerOptions, pgCtl, stopServer } from './server.js';

export const SUPERUSER = 'maskline';

/** Key of the owner's advisory lock, in the database `postgres`. */
const OWNER_LOCK = 1;
/** A pid that no process can have. */
const NO_PID = '2147483647';

/**
 * Opens a session on a server at 127.0.0.1.
 *
 * @throws EmbeddedPostgresUnavailableError if the password is wrong
 */
export async function openSession(port: number, password: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    // Otherwise pg would apply PGSSLMODE, which is meant for other servers.
    ssl: false,
    connectionTimeoutMillis: 10_000,
    // The session of a killed owner may linger for a moment.
    lock_timeout: 2_000,
    application_name: `owner ${process.pid}`,
  });
  // The session ends with the server; without a listener the `error` event would end the process.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw codeOf(error) === '28P01' ? wrongPassword(error) : error;
  });
  return client;
}

/**
 * Makes this process the owner of the server until the session or the process ends.
 *
 * @throws DataDirectoryInUseError if another process is the owner
 */
export async function takeOwnership(session: pg.Client, dataDir: string): Promise<void> {
  try {
    await session.query('select pg_advisory_lock($1)', [OWNER_LOCK]);
  } catch (error) {
    if (codeOf(error) !== '55P03') throw error;
    const { rows } = await session.query<{ pid: string }>(
      `select split_part(application_name, ' ', 2) as pid from pg_locks
         join pg_stat_activity using (pid)
        where locktype = 'advisory' and objid = $1 and granted`,
      [OWNER_LOCK],
    );
    throw new DataDirectoryInUseError(dataDir, rows[0]?.pid ?? 'unknown');
  }
}

/**
 * Stops a server of the cluster that survived its killed owner. PostgreSQL itself ignores the
 * `postmaster.pid` of an ended server, unless another process now has that pid.
 *
 * @throws DataDirectoryInUseError if the server has an owner
 */
export async function clearFormerServer(options: ServerOptions): Promise<void> {
  const { dataDir, cluster, password, onLog } = options;
  const file = join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  const [pid, , started, port] = text.split('\n');
  if (!port || !(await pgCtl(options, 'status').catch(() => false))) return;
  const session = await openSession(Number(port), password).catch((error: unknown) => {
    if (codeOf(error) !== 'ECONNREFUSED') throw error;
  });
  try {
    const found = await session?.query<{ data_directory: string }>('show data_directory');
    if (session && resolve(found!.rows[0]!.data_directory) === cluster) {
      await takeOwnership(session, dataDir);
      onLog(`Stopping a PostgreSQL server (process ${pid}) that outlived its Maskline.`);
      await stopServer(options, pid!);
    } else if (Math.abs(Date.now() / 1_000 - Number(started)) > 20) {
      // A server listens within seconds of its start, so the pid must now belong to another
      // program.
      await disown(file, text);
    }
  } finally {
    await session?.end();
  }
}

/**
 * Replaces the pid in `postmaster.pid`. The file must not be deleted: PostgreSQL needs its shared
 * memory id to detect backends of a killed server that are still running.
 */
async function disown(path: string, text: string): Promise<void> {
  // O_NOFOLLOW: the cluster's user could have put a link there, and we may be root.
  const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  try {
    // If the text differs, the file belongs to a new server.
    if ((await file.readFile('utf8')) === text) await file.write(text.replace(/^\d+/, NO_PID), 0);
  } finally {
    await file.close();
  }
}
