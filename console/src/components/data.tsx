import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from './problem.js';

interface DataProps<Value> {
  of: UseQueryResult<Value>;
  children: (value: Value) => ReactNode;
}

/** Shows what a query found; a placeholder while it runs, and the problem if it failed. */
export function Data<Value>({ of, children }: DataProps<Value>) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Problem error={of.error} onRetry={() => void of.refetch()} />;
  return (
    <div aria-busy="true" aria-label="Loading" role="status">
      <Skeleton height={12} mb={8} />
      <Skeleton height={12} mb={8} width="80%" />
      <Skeleton height={12} width="60%" />
    </div>
  );
}
