import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

/**
 * What a pool needs for its load.
 * @param growth 1.2: if everybody has 20 % more bookings
 */
export const capacityQuery = (pool: string, growth: number) =>
  queryOptions({
    queryKey: ['pool', pool, 'capacity', growth],
    queryFn: () =>
      answerOf(
        api.GET('/v1/pools/{pool}/capacity', { params: { path: { pool }, query: { growth } } }),
      ),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
