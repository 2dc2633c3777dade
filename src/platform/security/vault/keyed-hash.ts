import { hash } from 'node:crypto';

/** Bytes of a block of SHA-256. */
const BLOCK = 64;
/** Bytes of a SHA-256 digest. */
const DIGEST = 32;

/**
 * HMAC-SHA-256 with a fixed key of at most 64 bytes. Built from two one-shot hashes: `createHmac`
 * takes a third longer, and each of its native objects burdens the garbage collector.
 * Source: RFC 2104, section 2.
 */
export class KeyedHash {
  private readonly innerKey: Buffer;
  private readonly outerKey: Buffer;

  constructor(key: Buffer) {
    if (key.length > BLOCK) throw new Error('the key is longer than a block');
    const padded = Buffer.concat([key], BLOCK);
    this.innerKey = padded.map((byte) => byte ^ 0x36) as Buffer;
    this.outerKey = padded.map((byte) => byte ^ 0x5c) as Buffer;
  }

  /** Returns the 32 bytes of the HMAC of a text in UTF-8. */
  of(text: string): Buffer {
    const inner = Buffer.allocUnsafe(BLOCK + Buffer.byteLength(text));
    this.innerKey.copy(inner);
    inner.write(text, BLOCK);
    const outer = Buffer.allocUnsafe(BLOCK + DIGEST);
    this.outerKey.copy(outer);
    hash('sha256', inner, 'buffer').copy(outer, BLOCK);
    return hash('sha256', outer, 'buffer');
  }
}
