import { describe, expect, it } from 'vitest';
import { check } from './checker/check.js';
import { cleanHistory } from './planted/clean-history.js';
import { PLANTED_BUGS } from './planted/planted-bugs.js';

describe('the checker of histories', () => {
  it('finds nothing in a history in which everything is right', () => {
    expect(check(cleanHistory().lines)).toEqual([]);
  });

  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))('finds: %s', (_, bug) => {
    const scene = cleanHistory();
    bug.plant(scene);
    const rules = check(scene.lines).map(({ rule }) => rule);
    expect(rules).toContain(bug.rule);
  });

  it('accepts what an operation at the same time explains', () => {
    const scene = cleanHistory();
    // The call begins before the completion and ends after it, so both answers are possible.
    for (const [at, line] of scene.lines.entries()) {
      if (line.type === 'operation' && line.id === 's-cancelled') {
        scene.lines[at] = { ...line, start: line.start - 190 };
      }
    }
    expect(check(scene.lines)).toEqual([]);
  });
});
