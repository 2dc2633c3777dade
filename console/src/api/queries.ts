import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isUnauthenticated, MasklineError, signOut } from './client.js';

export const SESSION_KEY = ['session'];

/** Milliseconds between two requests for what changes all the time. */
export const LIVE_MS = 10_000;

const MAX_RETRIES = 2;

/** A refusal is final; a failure may pass. */
const isFinal = (error: unknown): boolean =>
  error instanceof MasklineError && error.problem.status < 500;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session has ended: the sign-in page replaces every other.
      if (isUnauthenticated(error)) queryClient.setQueryData(SESSION_KEY, null);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < MAX_RETRIES && !isFinal(error),
    },
  },
});

/** Forgets what another key may not see. */
export function forgetData(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

/** Ends the session, and forgets everything that it has shown. */
export async function leave(): Promise<void> {
  try {
    await signOut();
  } finally {
    queryClient.setQueryData(SESSION_KEY, null);
    forgetData();
  }
}
