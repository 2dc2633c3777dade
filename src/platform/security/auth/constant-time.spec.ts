import { timingSafeEqual } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { bearerToken, SecretSet } from './constant-time.js';

describe('a set of secrets', () => {
  it('is compared in full and in constant time, whether or not one of them matches', () => {
    const equal = vi.fn<typeof timingSafeEqual>(timingSafeEqual);
    const secrets = new SecretSet(['the first secret', 'the second secret', 'another'], equal);
    for (const [candidate, isOne] of [
      ['the first secret', true],
      ['another', true],
      ['the first secreT', false],
      ['', false],
      ['x'.repeat(10_000), false],
    ] as const) {
      equal.mockClear();
      expect(secrets.has(candidate)).toBe(isOne);
      expect(equal.mock.calls).toHaveLength(3);
      for (const digests of equal.mock.calls) {
        expect(digests.map((each) => each.byteLength)).toEqual([32, 32]);
      }
    }
  });
});

describe('a bearer token', () => {
  it('is the text after Bearer, without spaces', () => {
    expect(bearerToken('Bearer abc')).toBe('abc');
    expect(bearerToken('bearer  abc')).toBe('abc');
    for (const wrong of [undefined, '', 'abc', 'Bearer', 'Bearer ', 'Bearer a b', 'Basic abc']) {
      expect(bearerToken(wrong)).toBeUndefined();
    }
  });
});
