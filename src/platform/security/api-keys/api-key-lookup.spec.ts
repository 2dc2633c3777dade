import { beforeEach, describe, expect, it } from 'vitest';
import { hashOfApiKey } from './api-key-format.js';
import { ApiKeyLookup, REMEMBERED_MS } from './api-key-lookup.js';
import type { LiveKeyRow } from './api-key.repository.js';

const hash = hashOfApiKey('a key');
const row = (secretHash = hash): LiveKeyRow => ({
  id: secretHash.toString('hex'),
  prefix: 'mk_live_test',
  secret_hash: secretHash,
  scopes: ['bookings:read'],
  pool_ids: null,
  rate_limit_per_minute: null,
});

let now: number;
let asked: Buffer[][];
let touched: string[];
let answer: (hashes: readonly Buffer[]) => Promise<LiveKeyRow[]>;
let lookup: ApiKeyLookup;
beforeEach(() => {
  now = 0;
  asked = [];
  touched = [];
  answer = async () => [row()];
  lookup = new ApiKeyLookup(
    {
      findLive: (hashes) => {
        asked.push([...hashes]);
        return answer(hashes);
      },
      touch: async ({ id }) => {
        touched.push(id);
      },
    },
    () => now,
  );
});

describe('the look-up of a key', () => {
  it('reads the database once while the cache entry is fresh, and again afterwards', async () => {
    for (let request = 0; request < 100; request += 1) {
      expect(await lookup.find(hash)).toEqual(row());
    }
    expect(asked).toHaveLength(1);
    now += REMEMBERED_MS - 1;
    await lookup.find(hash);
    expect(asked).toHaveLength(1);
    now += 1;
    answer = async () => [];
    expect(await lookup.find(hash)).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('measures the age of a cache entry from before the database was read', async () => {
    answer = async () => {
      now += REMEMBERED_MS;
      return [row()];
    };
    await lookup.find(hash);
    await lookup.find(hash);
    expect(asked).toHaveLength(2);
  });

  it('admits nobody while the database is unavailable, and then retries', async () => {
    answer = () => Promise.reject(new Error('away'));
    await expect(lookup.find(hash)).rejects.toThrow('away');
    answer = async () => [row()];
    expect(await lookup.find(hash)).toEqual(row());
  });

  it('ignores a row with another hash', async () => {
    answer = async () => [row(hashOfApiKey('another'))];
    expect(await lookup.find(hash)).toBeUndefined();
  });

  it('sends concurrent guesses in one batch, and does not cache them', async () => {
    answer = async () => [];
    const guesses = Array.from({ length: 300 }, (_, at) => hashOfApiKey(`guess ${at}`));
    await Promise.all(guesses.map((guess) => lookup.find(guess)));
    expect(asked).toHaveLength(1);
    await lookup.find(guesses[0]!);
    expect(asked).toHaveLength(2);
  });

  it('refuses guesses beyond the limit', async () => {
    const guesses = Array.from({ length: 1_200 }, (_, at) => hashOfApiKey(`guess ${at}`));
    answer = async () => [];
    const outcomes = await Promise.allSettled(guesses.map((guess) => lookup.find(guess)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(200);
    expect(await lookup.find(hash)).toBeUndefined();
  });

  it('removes a key that was revoked on this replica from the cache', async () => {
    await lookup.find(hash);
    lookup.forget(hash);
    answer = async () => [];
    expect(await lookup.find(hash)).toBeUndefined();
  });

  it('records the use of a key once a minute', async () => {
    for (let second = 0; second <= 120; second += 1) {
      await lookup.find(hash);
      now += 1_000;
    }
    expect(touched).toHaveLength(3);
  });
});
