import { describe, expect, it } from 'vitest';
import { DomainError } from '../../errors/index.js';
import { forEachBatch } from '../batches.js';
import { isItemFailure, TooManySetAsideError } from './item-failure.js';
import { JobItems, MAX_ITEMS, MAX_NEW_ITEMS } from './job-items.js';
import type { JobRun } from '../job.js';

const run: JobRun = { signal: new AbortController().signal, shouldContinue: async () => true };
const failure = (code: string): Error => Object.assign(new Error('+6591234567'), { code });

class GoneError extends DomainError {
  readonly code = 'gone';
  readonly kind = 'not-found';
}
class OutdatedError extends DomainError {
  readonly code = 'outdated';
  readonly kind = 'unavailable';
}

function aStore() {
  const rows = new Map<string, string>();
  const store = {
    put: async (item: string, reason: string) => void rows.set(item, reason),
    forget: async (items: readonly string[]) => items.forEach((item) => rows.delete(item)),
  };
  return { rows, store };
}

describe('an error is caused by an item', () => {
  it.each(['21000', '22003', '22P02', '23514', '44000', '54000', 'P0001', 'XX001'])(
    'if its SQLSTATE is %s',
    (code) => expect(isItemFailure(failure(code))).toBe(true),
  );
  it.each(['ERR_CRYPTO_INVALID_STATE', undefined])(
    'if it is raised in this process with code %s',
    (code) => {
      expect(isItemFailure(Object.assign(new TypeError('x'), { code }))).toBe(true);
    },
  );
  it.each([
    '08006',
    '25006',
    '40001',
    '42501',
    '42703',
    '53100',
    '55P03',
    '57014',
    '57P01',
    '58030',
  ])('but not if its SQLSTATE is %s', (code) => expect(isItemFailure(failure(code))).toBe(false));
  it('but not if the database, a key or a system resource is unavailable, or the job was stopped', () => {
    const errors = [
      failure('ECONNREFUSED'),
      new Error('Connection terminated unexpectedly'),
      Object.assign(new Error('x'), { code: 'EMFILE', syscall: 'open' }),
      Object.assign(new Error('x'), { name: 'AbortError' }),
      new OutdatedError('x'),
      new TooManySetAsideError('x'),
      'no error',
    ];
    expect(errors.filter(isItemFailure)).toEqual([]);
  });
});

describe('items of a run', () => {
  it('are halved until the failing ones are isolated, and all others are processed once', async () => {
    const { rows, store } = aStore();
    const items = new JobItems(store);
    const done: string[] = [];
    const ids = Array.from({ length: 50 }, (_, at) => String(at));
    let statements = 0;
    const count = await items.attemptAll(run, 'booking', ids, async (some) => {
      statements += 1;
      if (some.includes('7') || some.includes('33')) throw failure('23514');
      done.push(...some);
      return some.length;
    });
    expect(count).toBe(48);
    expect(done.length).toBe(48);
    expect([...rows]).toEqual([
      ['booking:7', 'Error code=23514'],
      ['booking:33', 'Error code=23514'],
    ]);
    expect(statements).toBeLessThan(30);
    expect(items.except('booking')).toEqual(['7', '33']);
  });

  it('leave the list when they succeed or no longer exist, and stay when they fail again', async () => {
    const { rows, store } = aStore();
    const known = ['a:1', 'a:2', 'a:3', 'b:4', 'a:5'];
    for (const item of known) rows.set(item, 'before');
    const items = new JobItems(
      store,
      known.map((item) => ({ item, isDue: item !== 'a:5' })),
    );
    await items.attempt('a', '1', async () => undefined);
    await items.attempt('a', '2', async () => {
      throw new GoneError('x');
    });
    await items.attempt('a', '3', async () => {
      throw failure('22003');
    });
    expect([...rows.keys()]).toEqual(['a:3', 'b:4', 'a:5']);
    expect(items.waiting('a')).toEqual(['3', '5']);
    await items.forgetUntried();
    expect([...rows.keys()]).toEqual(['a:3', 'a:5']);
  });

  it('fail the run without being set aside if the database is unavailable', async () => {
    const { rows, store } = aStore();
    const items = new JobItems(store);
    const work = async () => {
      throw failure('57P01');
    };
    await expect(items.attempt('a', '1', work)).rejects.toThrow();
    await expect(items.attemptAll(run, 'a', ['1', '2'], work)).rejects.toThrow();
    expect(rows.size).toBe(0);
  });

  it('fail the run if too many new ones fail, but not if they were already set aside', async () => {
    const { rows, store } = aStore();
    const fail = async () => {
      throw failure('23514');
    };
    const items = new JobItems(store);
    const ids = Array.from({ length: 300 }, (_, at) => String(at));
    await expect(items.attemptAll(run, 'a', ids, fail)).rejects.toThrow(TooManySetAsideError);
    expect(rows.size).toBe(MAX_NEW_ITEMS);
    const known = ids.map((id) => ({ item: `a:${id}`, isDue: true }));
    const again = new JobItems(store, known);
    await again.attemptAll(run, 'a', ids, fail);
    expect(again.setAside).toBe(300);
    const many = Array.from({ length: MAX_ITEMS }, (_, at) => ({ item: `b:${at}`, isDue: false }));
    const full = new JobItems(store, many);
    await expect(full.attempt('a', 'new', fail)).rejects.toThrow(/1000 items are set aside/);
  });
});

describe('batches', () => {
  it('end with the error if a batch fails although none of its rows does', async () => {
    const { store } = aStore();
    const rows = {
      kind: 'a',
      size: 2,
      from: '',
      runNext: async () => {
        throw failure('23514');
      },
      list: async () => ['1', '2'],
      runOnly: async () => 0,
    };
    await expect(forEachBatch(run, new JobItems(store), rows)).rejects.toThrow();
  });

  it('stop when the job has to stop', async () => {
    const { rows: stored, store } = aStore();
    const stop = new AbortController();
    const stopping: JobRun = {
      signal: stop.signal,
      shouldContinue: async () => !stop.signal.aborted,
    };
    const rows = {
      kind: 'a',
      size: 2,
      from: '',
      runNext: async () => {
        throw failure('23514');
      },
      list: async () => ['1', '2'],
      runOnly: async (ids: readonly string[]) => {
        stop.abort();
        if (ids.length > 1) throw failure('23514');
        return 0;
      },
    };
    expect(await forEachBatch(stopping, new JobItems(store), rows)).toBe(0);
    expect(stored.size).toBe(0);
  });
});
