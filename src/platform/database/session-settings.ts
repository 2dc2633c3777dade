/**
 * Returns the start-up options that set session settings (`-c name=value`), after those in the URL.
 * pg lets the URL's `options` replace ours, so both are combined here.
 */
export function sessionOptions(
  databaseUrl: string,
  settings: Readonly<Record<string, string | number>>,
): { connectionString: string; options: string } {
  const url = new URL(databaseUrl);
  const asked = url.searchParams.get('options') ?? '';
  url.searchParams.delete('options');
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return { connectionString: url.href, options: [asked, ...ours].join(' ').trim() };
}

/**
 * Lets the server detect that our end of a connection is dead. Without this it would keep the locks
 * of an open transaction for hours. The first value is in milliseconds, as are statement timeouts;
 * the keepalives are in seconds.
 */
export const DEAD_PEER_SETTINGS = {
  tcp_user_timeout: 10_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
} as const;
