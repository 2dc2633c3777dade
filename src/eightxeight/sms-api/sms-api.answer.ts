import type { IncomingHttpHeaders } from 'node:http';
import { CARRIER_JSON, readJson } from '../../platform/input/index.js';

/** Returns a JSON object; undefined for any other body. */
export function readJsonAnswer(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  const result = readJson(body, CARRIER_JSON);
  if (result.fault !== undefined) return undefined;
  const { value } = result;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Longest wait that is believed, in milliseconds. */
const MAX_RETRY_AFTER = 15 * 60_000;

/** Reads `Retry-After` in seconds. @returns milliseconds; undefined if it is not a number */
export function readRetryAfter(header: IncomingHttpHeaders[string]): number | undefined {
  const text = typeof header === 'string' ? header.trim() : '';
  return /^\d{1,6}$/.test(text) ? Math.min(Number(text) * 1_000, MAX_RETRY_AFTER) : undefined;
}
