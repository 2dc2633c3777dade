/**
 * Returns the start-up option that gives a session its settings, `-c name=value`, after those that the
 * URL asks for. pg lets a URL's `options` replace ours, hence both are put together here.
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
 * What a server does when our end of a connection falls silent: without this it would keep the locks of
 * an open transaction for hours, and everybody would wait for them. The first is in milliseconds, as are
 * the time-outs of statements; the keepalives are in seconds.
 */
export const DEAD_PEER_SETTINGS = {
  tcp_user_timeout: 10_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
} as const;
