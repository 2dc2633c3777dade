import { hash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/**
 * Compares secrets in constant time: digests have equal length, and every expected secret is
 * compared even if an earlier one matched.
 */
export class SecretSet {
  private readonly digests: readonly Buffer[];

  /** @param equal compares two digests of equal length in constant time */
  constructor(
    secrets: readonly string[],
    private readonly equal: typeof timingSafeEqual = timingSafeEqual,
  ) {
    this.digests = secrets.map(digest);
  }

  has(candidate: string): boolean {
    const given = digest(candidate);
    return this.digests.reduce((found, expected) => this.equal(given, expected) || found, false);
  }
}

/** Returns the token of an `Authorization: Bearer …` header. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
