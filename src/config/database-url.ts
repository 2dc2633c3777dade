import { isIPv6 } from 'node:net';
import type { EnvironmentReader } from './environment-reader.js';

const SSL_MODES = ['disable', 'no-verify', 'verify-full'] as const;
/** What a driver does not read back from the path of a URL. */
const NOT_IN_A_NAME = /[\s#?/@:;&=+$,%]/;

/**
 * Returns `DATABASE_URL`, or a URL made of `PGHOST` and the other variables of libpq: there a password
 * may hold any character.
 * @returns undefined if neither is set
 */
export function readDatabaseUrl(read: EnvironmentReader): string | undefined {
  const url = read.text('DATABASE_URL');
  read.check('DATABASE_URL', url, isPostgresUrl, 'must be a postgres:// URL');
  const host = read.text('PGHOST');
  return url ?? (host === undefined ? undefined : urlOfParts(read, host));
}

function urlOfParts(read: EnvironmentReader, host: string): string {
  const authority = isIPv6(host) ? `[${host}]` : host;
  const isRight = isHost(authority);
  read.check('PGHOST', host, () => isRight, 'must be a host name or an IP address');
  const user = read.required('PGUSER') ?? '';
  const database = read.text('PGDATABASE') ?? user;
  read.check(
    read.text('PGDATABASE') === undefined ? 'PGUSER' : 'PGDATABASE',
    database,
    (name) => !NOT_IN_A_NAME.test(name),
    'must have no spaces and none of #?/@:;&=+$,% as the name of a database',
  );
  const url = new URL(`postgres://${isRight ? authority : 'wrong'}`);
  url.port = String(read.integer('PGPORT', 5432, 1, 65_535));
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(read.verbatim('PGPASSWORD') ?? '');
  url.pathname = `/${encodeURIComponent(database)}`;
  if (read.text('PGSSLMODE') !== undefined) {
    url.searchParams.set('sslmode', read.oneOf('PGSSLMODE', SSL_MODES, 'verify-full'));
  }
  return url.href;
}

const isPostgresUrl = (text: string): boolean =>
  URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);

/** A host and nothing else: no port, user or path. */
const isHost = (text: string): boolean =>
  /^([\w.-]+|\[[\w:.]+\])$/.test(text) && URL.canParse(`postgres://${text}`);
