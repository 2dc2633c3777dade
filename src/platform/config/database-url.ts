import { isIPv6 } from 'node:net';
import { isUrl, text } from './kinds.js';
import type { Kind } from './setting.js';

export const postgresUrl = text('a postgres:// URL', (given) => isUrl(given, /^postgres(ql)?:$/));

/** The host as in a URL, without port, user and path. */
export const hostName: Kind<string> = {
  values: 'a host name or an IP address',
  parse: (given) => {
    const host = isIPv6(given) ? `[${given}]` : given;
    const isHost = /^([\w.-]+|\[[\w:.]+\])$/.test(host) && URL.canParse(`postgres://${host}`);
    return isHost ? host : undefined;
  },
};

/** Drivers do not decode other names in the path of a URL. */
export const databaseName = text(
  'a name without spaces and without #?/@:;&=+$,%',
  (given) => !/[\s#?/@:;&=+$,%]/.test(given),
);

interface DatabaseParts {
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  /** Defaults to the name of the user. */
  database: string | undefined;
  sslMode: string | undefined;
}

/**
 * Joins the variables of libpq into a URL. Unlike in a URL, a password there may contain any
 * character.
 */
export function joinDatabaseUrl(
  { host, port, user, password = '', database = user, sslMode }: DatabaseParts,
  reject: (name: string, rule: string) => void,
): string {
  if (databaseName.parse(database) === undefined) {
    reject('PGUSER', `must be ${databaseName.values}, if it names the database as well`);
  }
  const url = new URL(`postgres://${host}`);
  url.port = String(port);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (sslMode !== undefined) url.searchParams.set('sslmode', sslMode);
  return url.href;
}
