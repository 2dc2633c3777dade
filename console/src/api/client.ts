import type { Schemas } from '../../../clients/typescript/src/index.js';
import {
  answerOf,
  CALL_OUTCOMES,
  createMasklineClient,
  MasklineError,
} from '../../../clients/typescript/src/index.js';

export { answerOf, CALL_OUTCOMES, MasklineError };
export type { Schemas };

/** The address of the service, behind any path prefix, without a slash at the end. */
const BASE = new URL('.', document.baseURI).href.replace(/\/$/, '');

/** Proves to the service that the console sent a request, since another page cannot set it. */
const HEADERS = { 'x-maskline-console': '1' };

/** The admin API. The browser adds the session's cookie, and the query layer repeats requests. */
export const api = createMasklineClient(BASE, null, {
  headers: HEADERS,
  attempts: 1,
  // A sync of a large list, or deleting a number, may take minutes.
  timeoutMs: 600_000,
});

/** Returns the header that says in the audit trail why a request is made. */
export const withReason = (reason: string) => ({ 'audit-reason': encodeURIComponent(reason) });

/**
 * Sends a request about the session, which is not part of the admin API.
 * @throws MasklineError
 */
async function session(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<unknown> {
  const response = await fetch(`${BASE}/console/session`, {
    method,
    headers: { ...HEADERS, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return answer;
  throw new MasklineError(answer as MasklineError['problem']);
}

export type Scope = Schemas['ApiKey']['scopes'][number];

export interface Session {
  id: string;
  keyId: string | null;
  actor: string;
  name: string | null;
  scopes: Scope[];
  pools: string[] | null;
  expiresAt: string;
}

/** Returns the session; null if nobody is signed in. */
export async function currentSession(): Promise<Session | null> {
  try {
    return (await session('GET')) as Session;
  } catch (error) {
    if (isUnauthenticated(error)) return null;
    throw error;
  }
}

/** @throws MasklineError */
export async function signIn(key: string): Promise<void> {
  await session('POST', { key });
}

export async function signOut(): Promise<void> {
  await session('DELETE');
}

export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof MasklineError && error.problem.status === 401;
