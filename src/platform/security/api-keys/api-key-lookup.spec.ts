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
      touch: async (id) => {
        touched.push(id);
      },
    },
    () => now,
  );
});

describe('looking up a key', () => {
  it('asks the database once for the requests of a moment, and again when it is over', async () => {
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

  it('counts the moment from before the database was asked', async () => {
    answer = async () => {
      now += REMEMBERED_MS;
      return [row()];
    };
    await lookup.find(hash);
    await lookup.find(hash);
    expect(asked).toHaveLength(2);
  });

  it('lets nobody in while the database is away, and asks it again', async () => {
    answer = () => Promise.reject(new Error('away'));
    await expect(lookup.find(hash)).rejects.toThrow('away');
    answer = async () => [row()];
    expect(await lookup.find(hash)).toEqual(row());
  });

  it('takes no row for a key whose hash it does not have', async () => {
    answer = async () => [row(hashOfApiKey('another'))];
    expect(await lookup.find(hash)).toBeUndefined();
  });

  it('sends the guesses of a moment together, and remembers none of them', async () => {
    answer = async () => [];
    const guesses = Array.from({ length: 300 }, (_, at) => hashOfApiKey(`guess ${at}`));
    await Promise.all(guesses.map((guess) => lookup.find(guess)));
    expect(asked).toHaveLength(1);
    await lookup.find(guesses[0]!);
    expect(asked).toHaveLength(2);
  });

  it('refuses guesses that pile up', async () => {
    const guesses = Array.from({ length: 1_200 }, (_, at) => hashOfApiKey(`guess ${at}`));
    answer = async () => [];
    const outcomes = await Promise.allSettled(guesses.map((guess) => lookup.find(guess)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(200);
    expect(await lookup.find(hash)).toBeUndefined();
  });

  it('forgets a key that was revoked here', async () => {
    await lookup.find(hash);
    lookup.forget(hash);
    answer = async () => [];
    expect(await lookup.find(hash)).toBeUndefined();
  });

  it('notes the use of a key once a minute', async () => {
    for (let second = 0; second <= 120; second += 1) {
      await lookup.find(hash);
      now += 1_000;
    }
    expect(touched).toHaveLength(3);
  });
});
