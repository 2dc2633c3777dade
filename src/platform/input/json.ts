import { isUtf8 } from 'node:buffer';
import { type JsonPath, pathAt } from './json-path.js';
import { type JsonFaultKind, type JsonRules, scanJson } from './json-scan.js';

/** Rules for clients: strict, so that stored values equal the sent ones. */
export const ADMIN_JSON: JsonRules = {
  // Deeper than any request of the API.
  maxDepth: 32,
  // More than any request has: 1,000 virtual numbers with all fields.
  maxValues: 20_000,
  maxMembers: 1_000,
  isExact: true,
};

/** Rules for a batch: 500 bookings with 80 values each. */
export const BATCH_JSON: JsonRules = { ...ADMIN_JSON, maxValues: 40_000 };

/**
 * Rules for carriers, whose legal JSON is never refused. Numbers and texts are validated where a
 * message is read.
 */
export const CARRIER_JSON: JsonRules = {
  maxDepth: 32,
  maxValues: 50_000,
  maxMembers: 50_000,
  isExact: false,
};

export type JsonResult =
  { value: unknown; fault?: undefined } | { fault: JsonFaultKind; path: JsonPath };

/**
 * Reads a body. Skips a byte order mark (RFC 8259, section 8.1). A carrier message that is not
 * UTF-8 is read as Latin-1: different bytes stay different, and ASCII is unchanged.
 */
export function readJson(body: Buffer, rules: JsonRules, revive?: Reviver): JsonResult {
  const bytes = withoutMark(body);
  const isText = isUtf8(bytes);
  if (!isText && rules.isExact) return { fault: 'not-utf-8', path: [] };
  const fault = scanJson(bytes, rules);
  if (fault) return { fault: fault.kind, path: pathAt(bytes, fault.at) };
  try {
    return { value: JSON.parse(bytes.toString(isText ? 'utf8' : 'latin1'), revive) as unknown };
  } catch {
    return { fault: 'not-json', path: [] };
  }
}

type Reviver = (name: string, value: unknown) => unknown;

export const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
