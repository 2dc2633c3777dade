import type { IncomingHttpHeaders } from 'node:http';
import { UnauthenticatedError } from '../auth/unauthenticated.error.js';

/** A page of another site cannot send this header: the browser would ask first, and be refused. */
export const CONSOLE_HEADER = 'x-maskline-console';

/**
 * Asserts that a request comes from the console. The cookie alone is no proof, because the browser
 * may add it to a request of another page.
 * Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Custom Request Headers" and
 * "Fetch Metadata headers".
 * @throws UnauthenticatedError
 */
export function assertFromConsole(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  if (headers[CONSOLE_HEADER] !== '1' || site !== 'same-origin') throw new UnauthenticatedError();
}
