/**
 * The `POST` requests that have the same effect when they are sent twice: they only read, or create one
 * booking for each `reference`, or lead to a state that may already be there.
 */
const REPEATABLE_POSTS = [
  '/v1/bookings',
  '/v1/bookings/batch',
  '/v1/bookings/search',
  '/v1/calls/search',
  '/v1/bookings/[^/]+/(?:complete|cancel|blocks)',
  '/v1/blocks',
  '/v1/calls/[^/]+/explain',
  '/v1/exports',
  '/v1/pools/[^/]+/sync',
  '/v1/routing/explain',
];

const REPEATABLE_POST = new RegExp(`(?:${REPEATABLE_POSTS.join('|')})$`);

/** Whether a request whose response was lost may be sent again. */
export const isRepeatable = ({ method, url }: Request): boolean =>
  method !== 'POST' || REPEATABLE_POST.test(new URL(url).pathname);
