import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';

/** The load of a pool and of each of its numbers. */
export const loadQuery = (pool: string) =>
  queryOptions({
    queryKey: ['pool', pool, 'load'],
    queryFn: () => answerOf(api.GET('/v1/pools/{pool}/load', { params: { path: { pool } } })),
    refetchInterval: LIVE_MS,
  });

export const poolQuery = (pool: string) =>
  queryOptions({
    queryKey: ['pool', pool],
    queryFn: () => answerOf(api.GET('/v1/pools/{pool}', { params: { path: { pool } } })),
  });
