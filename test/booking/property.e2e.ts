import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectProperty } from '../support/property.js';

describe('a property that does not hold', () => {
  it('is reported with its seed and the smallest counterexample', async () => {
    const property = fc.asyncProperty(fc.nat(), async (n) => n <= 10);
    await expect(expectProperty(property, { seed: 1 })).rejects.toThrow(
      /seed: 1, path: "[^"]+"[^]*Counterexample: \[11\]/,
    );
  });

  it('is reported also when there is no time to make the counterexample smaller', async () => {
    // Of each run but the first failing one, nothing comes back.
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

  it('is reported also when it holds the next time, as after a race', async () => {
    let isFirst = true;
    const property = fc.asyncProperty(fc.nat(), async () => {
      const holds = !isFirst;
      isFirst = false;
      return holds;
    });
    await expect(expectProperty(property, { seed: 1 })).rejects.toThrow(/seed: 1, path: "0"/);
  });
});
