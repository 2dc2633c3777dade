import { describe, expect, it } from 'vitest';
import { NumberReports } from './number-report.js';
import { type LargeUpdate, NumberUpdateQueue } from './number-update-queue.js';

const report = (msisdn: string, second: number) => ({
  msisdn,
  operationalStatus: `at ${second}`,
  countryCode: undefined,
  referenceId: undefined,
  numberType: undefined,
  isHealthy: undefined,
  healthStatus: undefined,
  healthCheckedAt: undefined,
  updatedAt: new Date(second * 1000),
});

const updateOf = (
  numbers: Record<string, number>,
  { isComplete = true, subAccountId = 'acme_rides', asOf = 5 } = {},
): LargeUpdate => {
  const reports = new NumberReports();
  for (const [msisdn, second] of Object.entries(numbers)) reports.add(report(msisdn, second));
  const time = new Date(asOf * 1000).toISOString();
  return { reports, source: { subAccountId, kind: 'snapshot', asOf: time, isComplete } };
};

/** Stores updates one after the other, each after a call of `letOne`. */
class Store {
  readonly stored: string[] = [];
  private readonly gates: (() => void)[] = [];
  readonly store = async ({ reports, source }: LargeUpdate): Promise<void> => {
    await new Promise<void>((resolve) => this.gates.push(resolve));
    const all = [...reports.chunks(10)].flat();
    this.stored.push(
      `${all.map((one) => `${one.msisdn} ${one.operationalStatus}`).join(', ')} as of ${source.asOf.slice(17, 19)}`,
    );
  };

  async letOne(): Promise<void> {
    while (this.gates.length === 0) await new Promise(setImmediate);
    this.gates.shift()!();
  }
}

describe('large messages of one sub-account', () => {
  it('are stored one after the other, and waiting snapshots are merged', async () => {
    const queue = new NumberUpdateQueue();
    const { store, stored, letOne } = bound(new Store());
    const done = [
      queue.add(updateOf({ a: 1 }), store),
      queue.add(updateOf({ a: 2, b: 2 }, { asOf: 7 }), store),
      queue.add(updateOf({ a: 3, c: 1 }, { asOf: 6 }), store),
    ];
    await letOne();
    await letOne();
    await Promise.all(done);
    expect(stored).toEqual(['a at 1 as of 05', 'a at 3, b at 2, c at 1 as of 06']);
  });

  it('are not merged into a message that is already being stored', async () => {
    const queue = new NumberUpdateQueue();
    const { store, stored, letOne } = bound(new Store());
    const first = queue.add(updateOf({ a: 1 }), store);
    await letOne();
    await first;
    const second = queue.add(updateOf({ b: 1 }), store);
    await letOne();
    await second;
    expect(stored).toEqual(['a at 1 as of 05', 'b at 1 as of 05']);
  });

  it('are not merged with updates or with messages of another sub-account', async () => {
    const queue = new NumberUpdateQueue();
    const { store, stored, letOne } = bound(new Store());
    const done = [
      queue.add(updateOf({ a: 1 }), store),
      queue.add(updateOf({ b: 1 }, { isComplete: false }), store),
      queue.add(updateOf({ c: 1 }, { subAccountId: 'another' }), store),
    ];
    for (let at = 0; at < 3; at += 1) await letOne();
    await Promise.all(done);
    expect(stored.toSorted()).toEqual(['a at 1 as of 05', 'b at 1 as of 05', 'c at 1 as of 05']);
  });

  it('are stored even if an earlier message failed', async () => {
    const queue = new NumberUpdateQueue();
    const { store, stored, letOne } = bound(new Store());
    const failed = queue.add(updateOf({ a: 1 }), () => Promise.reject(new Error('no database')));
    const next = queue.add(updateOf({ b: 1 }), store);
    await expect(failed).rejects.toThrow('no database');
    await letOne();
    await next;
    expect(stored).toEqual(['b at 1 as of 05']);
  });
});

const bound = (store: Store) => ({
  store: store.store,
  stored: store.stored,
  letOne: () => store.letOne(),
});
