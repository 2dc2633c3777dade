import { randomBytes } from 'node:crypto';

export const NONCE_BYTES = 12;

/**
 * Generates random nonces, each used once. Fetches random bytes for many at a time, because each
 * fetch is a system call.
 */
export class NonceSource {
  private random = Buffer.alloc(0);
  private used = 0;

  next(): Buffer {
    if (this.used + NONCE_BYTES > this.random.length) {
      this.random = randomBytes(NONCE_BYTES * 256);
      this.used = 0;
    }
    const nonce = this.random.subarray(this.used, this.used + NONCE_BYTES);
    this.used += NONCE_BYTES;
    return nonce;
  }
}
