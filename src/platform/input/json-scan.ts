import { isExactNumber } from './json-number.js';

/**
 * Scans the bytes of a JSON text before it is parsed. Reads each byte once and stops at the first
 * broken limit, so that a hostile text costs little. Detecting invalid JSON is left to
 * `JSON.parse`.
 */

/** Limits for a JSON text. */
export interface JsonRules {
  /** Maximum nesting of lists and objects. */
  maxDepth: number;
  /** Maximum number of values, lists and objects. */
  maxValues: number;
  /** Maximum number of members of an object, or items of a list. */
  maxMembers: number;
  /**
   * Whether the text must be I-JSON in these respects: numbers that a double represents exactly,
   * texts that PostgreSQL can store, no repeated members. Source: RFC 7493, section 2.
   */
  isExact: boolean;
}

export type JsonFaultKind =
  | 'not-utf-8'
  | 'not-json'
  | 'too-deep'
  | 'too-many-values'
  | 'too-long'
  | 'unsafe-name'
  | 'repeated-name'
  | 'inexact-number'
  | 'unstorable-text';

/** A fault of a JSON text and its byte offset. */
export interface JsonFault {
  kind: JsonFaultKind;
  at: number;
}

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const MINUS = 0x2d;
const LOWER_U = 0x75;

/** Names that could change an object's prototype in code that copies members carelessly. */
const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** At least the `maxDepth` of all rules. */
const MAX_DEPTH = 64;
/** State of a scan by depth. All scans share it, because a scan is synchronous. */
const members = new Uint32Array(MAX_DEPTH + 2);
const isObject = new Uint8Array(MAX_DEPTH + 2);

/** Returns the first fault according to the rules, if any. */
export function scanJson(bytes: Buffer, rules: JsonRules): JsonFault | undefined {
  const { maxDepth, maxValues, maxMembers, isExact } = rules;
  const names: (Set<string> | undefined)[] = [];
  const end = bytes.length;
  let depth = 0;
  let values = 0;
  let isNameNext = false;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const start = at + 1;
      let hasEscape = false;
      at = start;
      while (at < end && bytes[at] !== QUOTE) {
        if (bytes[at] === BACKSLASH) {
          hasEscape = true;
          at += 1;
        }
        at += 1;
      }
      if (isExact && hasEscape && !areEscapesStorable(bytes, start, at)) {
        return { kind: 'unstorable-text', at: start - 1 };
      }
      if (isNameNext) {
        isNameNext = false;
        if (isExact || hasEscape || mayBeUnsafe(bytes, start, at)) {
          const name = nameOf(bytes, start, at, hasEscape);
          if (UNSAFE_NAMES.has(name)) return { kind: 'unsafe-name', at: start - 1 };
          if (isExact && isRepeated(names, depth, name)) {
            return { kind: 'repeated-name', at: start - 1 };
          }
        }
      }
    } else if (byte === COMMA) {
      members[depth]! += 1;
      values += 1;
      if (members[depth]! > maxMembers || values > maxValues)
        return { kind: 'too-many-values', at };
      isNameNext = isObject[depth] === 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return { kind: 'too-deep', at };
      members[depth] = 1;
      isObject[depth] = byte === OPEN_OBJECT ? 1 : 0;
      isNameNext = byte === OPEN_OBJECT;
      if (isExact) names[depth] = undefined;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // A closing bracket without an opening one.
      if (depth === 0) return { kind: 'not-json', at };
      depth -= 1;
      isNameNext = false;
    } else if (isExact && (byte === MINUS || isDigit(byte))) {
      const start = at;
      while (at + 1 < end && isOfNumber(bytes[at + 1]!)) at += 1;
      if (!isShortInteger(bytes, start, at + 1) && !isExactNumber(latin1(bytes, start, at + 1))) {
        return { kind: 'inexact-number', at: start };
      }
    }
  }
  return undefined;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Whether a byte can be part of a number: a digit, or one of `+-.eE`. */
const isOfNumber = (byte: number): boolean =>
  isDigit(byte) || byte === 0x2e || byte === MINUS || byte === 0x2b || (byte | 0x20) === 0x65;

/**
 * Whether the token is an integer of at most 15 digits, which a double always represents exactly.
 */
function isShortInteger(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 15) return false;
  for (let at = start; at < end; at += 1) if (!isDigit(bytes[at]!)) return false;
  return true;
}

/** Rules out nearly all safe names quickly, by length and first letter. */
function mayBeUnsafe(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length !== 9 && length !== 11) return false;
  const first = bytes[start];
  return first === 0x5f || first === 0x63 || first === 0x70;
}

/** Records a name of the current object. @returns whether the object already had it */
function isRepeated(names: (Set<string> | undefined)[], depth: number, name: string): boolean {
  const known = names[depth];
  if (known?.has(name)) return true;
  if (known) known.add(name);
  else names[depth] = new Set([name]);
  return false;
}

/** Returns bytes as text for comparison; different UTF-8 texts stay different. */
const latin1 = (bytes: Buffer, start: number, end: number): string =>
  bytes.toString('latin1', start, end);

/** Returns a name with its escapes decoded, for comparison; an invalid one unchanged. */
function nameOf(bytes: Buffer, start: number, end: number, hasEscape: boolean): string {
  if (!hasEscape) return latin1(bytes, start, end);
  try {
    const name = JSON.parse(bytes.toString('utf8', start - 1, end + 1)) as string;
    return Buffer.from(name).toString('latin1');
  } catch {
    return latin1(bytes, start, end);
  }
}

/** Whether the `\u` escapes of a text contain neither NUL nor unpaired surrogates. */
function areEscapesStorable(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== BACKSLASH) continue;
    at += 1;
    if (bytes[at] !== LOWER_U) continue;
    const unit = unitAt(bytes, at, end);
    if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return false;
    at += 4;
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const isPair = bytes[at + 1] === BACKSLASH && bytes[at + 2] === LOWER_U;
    const low = isPair ? unitAt(bytes, at + 2, end) : 0;
    if (low < 0xdc00 || low > 0xdfff) return false;
    at += 6;
  }
  return true;
}

/** Returns the UTF-16 unit of `uXXXX`; 1 if it is invalid. */
function unitAt(bytes: Buffer, at: number, end: number): number {
  const digits = at + 5 <= end ? latin1(bytes, at + 1, at + 5) : '';
  return /^[\da-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : 1;
}
