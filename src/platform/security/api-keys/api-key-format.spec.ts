import { describe, expect, it } from 'vitest';
import { isWellFormedApiKey, newApiKey, shownPrefixOf } from './api-key-format.js';

describe('an API key', () => {
  it('consists of a prefix for scanners, 30 random characters and a checksum', () => {
    expect(newApiKey()).toMatch(/^mk_live_[0-9A-Za-z]{36}$/);
    expect(newApiKey(() => 0)).toBe(`mk_live_${'0'.repeat(30)}4ReBXu`);
  });

  it('is different each time and uses all characters', () => {
    const keys = Array.from({ length: 500 }, () => newApiKey());
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(keys.map((key) => key.slice(8, 38)).join('')).size).toBe(62);
  });

  it('is distinguished from a typo by its checksum', () => {
    const key = newApiKey();
    expect(isWellFormedApiKey(key)).toBe(true);
    for (let at = 8; at < key.length; at += 1) {
      const other = key[at] === 'x' ? 'y' : 'x';
      expect(isWellFormedApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    }
    for (const wrong of [
      '',
      key.slice(0, -1),
      `${key}0`,
      `${key}\n`,
      key.toUpperCase(),
      `mk_test_${key.slice(8)}`,
    ]) {
      expect(isWellFormedApiKey(wrong), wrong).toBe(false);
    }
  });

  it('has a shown prefix with only four of its random characters', () => {
    const key = newApiKey();
    expect(shownPrefixOf(key)).toBe(key.slice(0, 12));
  });
});
