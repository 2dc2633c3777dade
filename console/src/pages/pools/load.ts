import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';

/** Returns the load of a pool, with a page of its numbers: the busiest ones first. */
export const readLoad = (pool: string, query: { limit: number; cursor?: string }) =>
  answerOf(api.GET('/v1/pools/{pool}/load', { params: { path: { pool }, query } }));

/** @param numbers how many of the busiest numbers to show with it, at least 1 */
export const loadQuery = (pool: string, numbers: number) =>
  queryOptions({
    queryKey: ['pool', pool, 'load', numbers],
    queryFn: () => readLoad(pool, { limit: numbers }),
    refetchInterval: LIVE_MS,
  });

/** The load of a pool as a sum. */
export const sumQuery = (pool: string) => loadQuery(pool, 1);

/**
 * Returns how many bookings more than the numbers can accept there would be, since a number accepts a
 * limited count; 0 without a limit.
 * @param growth 1.2: a fifth more bookings
 */
export const withoutPlace = (
  { active, freeCapacity }: Schemas['PoolLoad'],
  growth: number,
): number =>
  freeCapacity === null
    ? 0
    : // A tiny amount less, since 10 * 1.1 is 11.000000000000002.
      Math.max(0, Math.ceil(active * growth - 1e-9) - active - freeCapacity);

export const poolQuery = (pool: string) =>
  queryOptions({
    queryKey: ['pool', pool],
    queryFn: () => answerOf(api.GET('/v1/pools/{pool}', { params: { path: { pool } } })),
  });
