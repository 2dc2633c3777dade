import { Resolver } from 'node:dns/promises';

/** Milliseconds, and how often a name server is asked. */
const DNS = { timeout: 2_000, tries: 2 };

/**
 * Finds the addresses of a name. It asks name servers and not the operating system: that would have
 * four threads for the whole process, and a few names that are never answered would use them up.
 */
export class HostResolver {
  /** @returns IPv4 and IPv6; none if nothing is found, or `signal` was aborted */
  async resolve(hostname: string, signal: AbortSignal): Promise<string[]> {
    // No name server is asked for it. Source: RFC 6761, 6.3.
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
