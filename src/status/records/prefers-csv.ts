import Negotiator from 'negotiator';

/** In the order of our own preference. */
const TYPES = ['application/json', 'text/csv'];

/**
 * Returns whether a client would rather have CSV than JSON, by its `Accept` header. One that accepts
 * neither gets JSON. Source: RFC 9110, section 12.5.1.
 */
export const prefersCsv = (accept: string | undefined): boolean =>
  new Negotiator({ headers: { accept } }).mediaType(TYPES) === 'text/csv';
