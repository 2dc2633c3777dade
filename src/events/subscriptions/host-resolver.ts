import { Resolver } from 'node:dns/promises';

/** Timeout in milliseconds, and number of queries to a name server. */
const DNS = { timeout: 2_000, tries: 2 };

/**
 * Resolves host names. Queries name servers directly rather than through the operating system,
 * whose lookups share four threads per process: a few names that never resolve would block them
 * all.
 */
export class HostResolver {
  /** Returns IPv4 and IPv6 addresses; none if the name has none or `signal` was aborted. */
  async resolve(hostname: string, signal: AbortSignal): Promise<string[]> {
    // Never query name servers for localhost. Source: RFC 6761, 6.3.
    if (/(^|\.)localhost\.?$/.test(hostname)) return ['127.0.0.1'];
    const resolver = new Resolver(DNS);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([
        resolver.resolve4(hostname),
        resolver.resolve6(hostname),
      ]);
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}
