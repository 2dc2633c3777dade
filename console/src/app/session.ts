import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { currentSession, type Scope, type Session } from '../api/client.js';
import { SESSION_KEY } from '../api/queries.js';

export const useCurrentSession = () =>
  useQuery({ queryKey: SESSION_KEY, queryFn: currentSession, staleTime: 60_000 });

export const SessionContext = createContext<Session | null>(null);

/** Returns the session. Only for components of the signed-in part. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session');
  return session;
}

/** Returns whether the session has a scope. */
export function useCan(): (scope: Scope) => boolean {
  const { scopes } = useSession();
  return (scope) => scopes.includes(scope);
}

/** Whether the session may use what concerns all pools. */
export const useSeesAllPools = (): boolean => useSession().pools === null;
