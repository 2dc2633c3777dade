import { describe, expect, it } from 'vitest';
import { Coalescer, fulfilled, runIsolated } from './coalescer.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the coalescer', () => {
  it('runs the items of one turn as one batch, and returns to each its own result', async () => {
    const batches: number[][] = [];
    const double = new Coalescer<number, number>(
      async (items) => {
        batches.push(items);
        return fulfilled(items.map((item) => item * 2));
      },
      { inFlight: 2, batch: 100 },
    );
    expect(await Promise.all([1, 2, 3].map((n) => double.add(n)))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('limits the number of concurrent batches, and gathers items meanwhile', async () => {
    const running: { items: number[]; finish: () => void }[] = [];
    const slow = new Coalescer<number, number>(
      (items) =>
        new Promise((resolve) => {
          running.push({ items, finish: () => resolve(fulfilled(items)) });
        }),
      { inFlight: 1, batch: 2 },
    );
    const all = [1, 2, 3, 4, 5].map((n) => slow.add(n));
    await turn();
    await turn();
    expect(running.map(({ items }) => items)).toEqual([[1, 2]]);
    running[0]!.finish();
    await all[1];
    await turn();
    await turn();
    expect(running.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    running[1]!.finish();
    await all[3];
    await turn();
    await turn();
    running[2]!.finish();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5]);
  });

  it('starts a concurrent batch once enough items wait, or after a short delay', async () => {
    const begun: number[][] = [];
    const hanging = new Coalescer<number, number>(
      (items) => {
        begun.push(items);
        return new Promise(() => undefined);
      },
      { inFlight: 3, batch: 10, gather: 3 },
    );
    const add = async (...items: number[]) => {
      for (const item of items) void hanging.add(item);
      await turn();
      await turn();
    };
    await add(1);
    await add(2);
    await add(3);
    expect(begun).toEqual([[1]]);
    await add(4);
    expect(begun).toEqual([[1], [2, 3, 4]]);
    await add(5);
    expect(begun).toHaveLength(2);
    await expect.poll(() => begun).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('fails all items of a failed batch and continues with the next batch', async () => {
    let isBroken = true;
    const fragile = new Coalescer<number, number>(
      async (items) => {
        if (isBroken) throw new Error('broken');
        return fulfilled(items);
      },
      { inFlight: 1, batch: 10 },
    );
    await expect(Promise.all([fragile.add(1), fragile.add(2)])).rejects.toThrow('broken');
    isBroken = false;
    expect(await fragile.add(3)).toBe(3);
  });

  it('fails a batch with missing results rather than mixing them up', async () => {
    const lossy = new Coalescer<number, number>(async (items) => fulfilled(items.slice(1)), {
      inFlight: 1,
      batch: 10,
    });
    await expect(Promise.all([lossy.add(1), lossy.add(2)])).rejects.toThrow('lost its results');
  });

  it('fails only the item that the database rejects', async () => {
    const poisonous = new Coalescer<number, number>(
      (items) =>
        runIsolated(items, async (batch) => {
          if (batch.includes(2)) throw Object.assign(new Error('bad data'), { code: '22P02' });
          return batch;
        }),
      { inFlight: 1, batch: 10 },
    );
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => poisonous.add(n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
