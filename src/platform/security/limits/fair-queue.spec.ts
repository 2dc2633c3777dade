import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';
import { OverloadedError } from './overloaded.error.js';

const wanted = (): boolean => true;

/** Returns work that continues until `end` is called. */
function openWork(): { work: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

describe('a fair queue', () => {
  it('runs as many pieces as it has slots, and only one per owner', async () => {
    const queue = new FairQueue({ places: 2, longestQueue: 30, longestWait: 10_000 });
    const underWay = new Map<string, number>();
    let most = 0;
    const piece = async (owner: string): Promise<void> => {
      const count = (underWay.get(owner) ?? 0) + 1;
      expect(count).toBe(1);
      underWay.set(owner, count);
      most = Math.max(most, underWay.size);
      await delay(1);
      underWay.delete(owner);
    };
    const owners = Array.from({ length: 30 }, (_, n) => `owner-${n % 3}`);
    await Promise.all(owners.map((owner) => queue.run(owner, () => piece(owner), wanted)));
    expect(most).toBe(2);
  });

  it('lets owners take turns, regardless of how much work one of them submits', async () => {
    const queue = new FairQueue({ places: 1, longestQueue: 30, longestWait: 10_000 });
    const order: string[] = [];
    const run = (owner: string, name: string) =>
      queue.run(owner, () => Promise.resolve(order.push(name)), wanted);
    await Promise.all([
      ...Array.from({ length: 5 }, (_, n) => run('busy', `busy-${n}`)),
      run('other', 'other'),
    ]);
    expect(order.indexOf('other')).toBe(2);
    expect(order).toHaveLength(6);
  });

  it('releases the slot when the work fails', async () => {
    const queue = new FairQueue({ places: 1, longestQueue: 30, longestWait: 10_000 });
    await expect(queue.run('a', () => Promise.reject(new Error('broken')), wanted)).rejects.toThrow(
      'broken',
    );
    expect(await queue.run('a', () => Promise.resolve('next'), wanted)).toBe('next');
  });

  it('refuses work that waited too long, and continues with the rest', async () => {
    const queue = new FairQueue({ places: 1, longestQueue: 30, longestWait: 500 });
    const { work, end } = openWork();
    const first = queue.run('a', work, wanted);
    const late = queue.run('b', () => Promise.resolve('late'), wanted);
    await expect(late).rejects.toThrow(OverloadedError);
    end();
    await first;
    expect(await queue.run('b', () => Promise.resolve('again'), wanted)).toBe('again');
  });

  it('refuses excess work of one owner at once, and accepts work of others', async () => {
    const queue = new FairQueue({ places: 1, longestQueue: 2, longestWait: 10_000 });
    const { work, end } = openWork();
    const first = queue.run('a', work, wanted);
    const waiting = ['a', 'a', 'b'].map((owner) =>
      queue.run(owner, () => Promise.resolve(owner), wanted),
    );
    await expect(queue.run('a', work, wanted)).rejects.toThrow(OverloadedError);
    end();
    await first;
    expect(await Promise.all(waiting)).toEqual(['a', 'a', 'b']);
  });

  it('does not run work that is no longer needed', async () => {
    const queue = new FairQueue({ places: 1, longestQueue: 30, longestWait: 10_000 });
    const { work, end } = openWork();
    const first = queue.run('a', work, wanted);
    let isDone = false;
    const left = queue.run(
      'a',
      () => Promise.resolve((isDone = true)),
      () => false,
    );
    const kept = queue.run('a', () => Promise.resolve('kept'), wanted);
    end();
    await first;
    await expect(left).rejects.toThrow(OverloadedError);
    expect(await kept).toBe('kept');
    expect(isDone).toBe(false);
  });
});
