import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';
import { HotPathPool } from '../../src/platform/database/index.js';

const LONGEST_SECONDS = 300;

describe('the connections of a pool', () => {
  let database: TestDatabase;
  let pool: HotPathPool;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    await pool.onApplicationShutdown();
    await database.drop();
  });

  it('that were made together are not replaced together, and none gets old', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    pool = new HotPathPool(database.url, { answer: 60_000, connect: 60_000, statement: 60_000 });
    await pool.onEachConnection([]);
    await pause(0);
    const lifetimes = timers.mock.calls
      .map(([, milliseconds]) => (milliseconds ?? 0) / 1_000)
      .filter((seconds) => seconds > 60);
    timers.mockRestore();
    expect(lifetimes).toHaveLength(4);
    expect(Math.max(...lifetimes)).toBeLessThanOrEqual(LONGEST_SECONDS);
    expect(new Set(lifetimes.map(Math.round)).size).toBeGreaterThan(1);
  });
});
