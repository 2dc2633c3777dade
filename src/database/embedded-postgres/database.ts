import pg from 'pg';

import { EmbeddedPostgresUnavailableError, codeOf } from './errors.js';

/** Where the server is and how to log in. */
export interface Login {
  port: number;
  user: string;
  password: string;
}

const WRONG_PASSWORD = '28P01';

/** `postgres://<user>:<password>@127.0.0.1:<port>/<database>` */
export function urlOf({ port, user, password }: Login, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/**
 * Sees to it that the database exists and takes our password.
 *
 * @throws EmbeddedPostgresUnavailableError if the password is not the cluster's
 */
export async function ensureDatabase(login: Login, database: string): Promise<void> {
  try {
    await withConnection(login, async (client) => {
      const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
      if (found.rowCount) return;
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    });
  } catch (error) {
    throw codeOf(error) === WRONG_PASSWORD ? wrongPassword(error) : error;
  }
}

async function withConnection(
  { port, user, password }: Login,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  // `ssl` is given because pg would take it from PGSSLMODE, which is meant for other servers.
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks makes its query reject; unheard, the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}

function wrongPassword(cause: unknown): Error {
  return new EmbeddedPostgresUnavailableError(
    'the password in postgres.password of the data directory is not that of its database; ' +
      'restore the file, or move the data directory away to begin with an empty database.',
    { cause },
  );
}
