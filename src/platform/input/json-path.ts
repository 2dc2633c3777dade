import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './json-scan.js';

/** Member names and list indexes, from the outermost to the innermost. */
export type JsonPath = readonly (string | number)[];

/**
 * Returns the path of the value at a byte of a JSON text; at a member name, the path of its object.
 * Reads the text again from its beginning, so it is for errors only.
 */
export function pathAt(bytes: Buffer, offset: number): JsonPath {
  const path: (string | number)[] = [];
  let isNameNext = false;
  let at = 0;
  for (; at < offset; at += 1) {
    const byte = bytes[at];
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      isNameNext = byte === OPEN_OBJECT;
      path.push(isNameNext ? '' : 0);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      path.pop();
      isNameNext = false;
    } else if (byte === COMMA) {
      const last = path.pop();
      isNameNext = typeof last === 'string';
      if (last !== undefined) path.push(typeof last === 'string' ? '' : last + 1);
    } else if (byte === QUOTE) {
      const start = at;
      at += 1;
      while (at < offset && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
      if (isNameNext) path[path.length - 1] = nameOf(bytes, start, at + 1);
      isNameNext = false;
    }
  }
  // A name that is itself the fault is omitted.
  return isNameNext ? path.slice(0, -1) : path;
}

function nameOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  try {
    return JSON.parse(text) as string;
  } catch {
    return '';
  }
}
