import { describe, expect, it } from 'vitest';
import { preferredCoding } from './served-document.js';

describe('the content coding of a document', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['br, gzip', 'br'],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['br;q=0, *', 'gzip'],
    ['identity', 'identity'],
    ['gzip;q=0.5, identity', 'identity'],
    ['zstd, compress', 'identity'],
    ['gzip;q=nonsense', 'identity'],
    [',,;;q=1', 'identity'],
  ] as const)('for "%s" is %s', (accepted, coding) => {
    expect(preferredCoding(accepted)).toBe(coding);
  });
});
