import { describe, expect, it } from 'vitest';
import { bareAddresses } from './forwarded-for.js';

describe('X-Forwarded-For', () => {
  it.each([
    ['18.140.80.2', '18.140.80.2'],
    ['18.140.80.2:55123', '18.140.80.2'],
    ['9.9.9.9:1,  "[2001:db8::1]:443"', '9.9.9.9, 2001:db8::1'],
    ['unknown, _hidden:1, 18.140.80.2:x', 'unknown, _hidden:1, 18.140.80.2:x'],
    ['2001:db8::1', '2001:db8::1'],
    ['[18.140.80.2]:1', '[18.140.80.2]:1'],
    ['999.1.1.1:1', '999.1.1.1:1'],
  ])('"%s" is "%s"', (written, bare) => {
    expect(bareAddresses(written)).toBe(bare);
  });
});
