import { Button } from '@mantine/core';
import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { LIVE_MS } from '../api/queries.js';
import { Problem } from './problem.js';
import { type Column, Table } from './table.js';

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface ListProps<Item> {
  label: string;
  /** Identifies the list with its filters. */
  queryKey: QueryKey;
  load: (page: { limit: number; cursor?: string }) => Promise<Page<Item>>;
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  empty: ReactNode;
  limit?: number;
}

/** A list that loads page by page, and refreshes as long as only its first page is shown. */
export function List<Item>({ queryKey, load, limit = 25, ...table }: ListProps<Item>) {
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load({ limit, ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && state.data.pages.length > 1 ? false : LIVE_MS),
  });
  if (pages.error && !pages.data) {
    return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  if (!pages.data) return <p role="status">Loading …</p>;
  const items = pages.data.pages.flatMap((page) => page.items);
  // A search sees a part of the list at a time, so a page may be short although there are more.
  const isSearching = pages.hasNextPage && (pages.data.pages.at(-1)?.items.length ?? 0) < limit;
  const empty = isSearching ? 'Nothing matches among the newest ones.' : table.empty;
  return (
    <>
      <Table {...table} empty={empty} items={items} />
      {pages.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {isSearching ? 'Search further back' : 'Show more'}
        </Button>
      )}
    </>
  );
}
