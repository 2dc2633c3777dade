import { isUtf8 } from 'node:buffer';
import { type JsonPath, pathAt } from './json-path.js';
import { type JsonFaultKind, type JsonRules, scanJson } from './json-scan.js';

/** Of a client: strict, so that nothing is stored that is not what was sent. */
export const ADMIN_JSON: JsonRules = {
  // Nesting that no request of ours has.
  maxDepth: 32,
  // More than any request has: 1,000 virtual numbers with all of their fields.
  maxValues: 20_000,
  maxMembers: 1_000,
  isExact: true,
};

/**
 * Of a carrier, which is not refused for what it may legally send. Numbers and texts are read, each by
 * its own rule, where a message is read.
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
 * Reads a body. A byte order mark is skipped (RFC 8259, section 8.1). What a carrier sends in another
 * encoding than UTF-8 is read as Latin-1: different bytes stay different, and ASCII is the same.
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
