import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectProperty } from '../support/property.js';

describe('a failing property', () => {
  it('is reported with its seed and the smallest counterexample', async () => {
    const property = fc.asyncProperty(fc.nat(), async (n) => n <= 10);
    await expect(expectProperty(property, { seed: 1 })).rejects.toThrow(
      /seed: 1, path: "[^"]+"[^]*Counterexample: \[11\]/,
    );
  });

  it('is reported even if there is no time to shrink the counterexample', async () => {
    // Only the first failing run returns; all later runs hang.
    let isFirst = true;
    const property = fc.asyncProperty(fc.nat(), async () => {
      if (!isFirst) await new Promise(() => undefined);
      isFirst = false;
      return false;
    });
    await expect(expectProperty(property, { seed: 1 }, 100)).rejects.toThrow(
      /seed: 1, path: "0"[^]*Counterexample: /,
    );
  });

  it('is reported even if the next run passes, as after a race', async () => {
    let isFirst = true;
    const property = fc.asyncProperty(fc.nat(), async () => {
      const holds = !isFirst;
      isFirst = false;
      return holds;
    });
    await expect(expectProperty(property, { seed: 1 })).rejects.toThrow(/seed: 1, path: "0"/);
  });
});
