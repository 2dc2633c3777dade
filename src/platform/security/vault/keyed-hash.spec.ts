import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyedHash } from './keyed-hash.js';

describe('a keyed hash', () => {
  it.each(['', '+6591234567', 'digest:ünï', 'x'.repeat(55), 'x'.repeat(64), 'x'.repeat(5_000)])(
    'is the HMAC-SHA-256 of %j, under keys of any length up to a block',
    (text) => {
      for (let bytes = 0; bytes <= 64; bytes += 1) {
        const key = randomBytes(bytes);
        expect(new KeyedHash(key).of(text)).toEqual(
          createHmac('sha256', key).update(text).digest(),
        );
      }
    },
  );

  it('refuses a longer key, which HMAC would hash first', () => {
    expect(() => new KeyedHash(Buffer.alloc(65))).toThrow('longer than a block');
  });
});
