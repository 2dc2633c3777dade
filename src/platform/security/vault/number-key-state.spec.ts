import { describe, expect, it } from 'vitest';
import { faultOf, type NumberKeyState } from './number-key-state.js';

const known = (...states: NumberKeyState[]) => states.map((state, at) => ({ id: at + 1, state }));

describe('a key ring', () => {
  it.each<[string, number[], NumberKeyState[]]>([
    ['the only key', [1], ['complete']],
    ['a new key after the first', [1, 2], ['complete', 'known']],
    ['the old ring, while the new key is not in use', [1], ['complete', 'known']],
    ['the new key second, while routes are written under both', [1, 2], ['complete', 'filling']],
    ['either first, once both are complete', [1, 2], ['complete', 'complete']],
    ['either first, once both are complete', [2, 1], ['complete', 'complete']],
    ['the old key second, while it is being retired', [2, 1], ['retiring', 'complete']],
    ['the new key alone, once no data of the old one is left', [2], ['retired', 'complete']],
    ['a retired key second', [2, 1], ['retired', 'complete']],
  ])('may be %s: %j, %j', (_what, ids, states) => {
    expect(faultOf(ids, known(...states))).toBeUndefined();
  });

  it.each<[string, number[], NumberKeyState[], RegExp]>([
    ['the new key first, before it is in use', [2, 1], ['complete', 'known'], /before the job/],
    [
      'the new key first, before all routes have it',
      [2, 1],
      ['complete', 'filling'],
      /before the job/,
    ],
    ['without the new key, once it is in use', [1], ['complete', 'filling'], /lacks key 2/],
    ['without the new key, once it is complete', [1], ['complete', 'complete'], /lacks key 2/],
    ['without the old key, while it is in use', [2], ['complete', 'complete'], /lacks key 1/],
    [
      'without the old key, while data of it is left',
      [2],
      ['retiring', 'complete'],
      /nothing left/,
    ],
    ['the old key first, once it is being retired', [1, 2], ['retiring', 'complete'], /retired/],
    ['the old key first, once it is retired', [1, 2], ['retired', 'complete'], /retired/],
    ['an unknown key', [3], ['complete'], /lacks key 1/],
  ])('may not be %s: %j, %j', (_what, ids, states, fault) => {
    expect(faultOf(ids, known(...states))).toMatch(fault);
  });
});
