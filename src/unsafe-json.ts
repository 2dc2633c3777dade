/** Nesting that no request of ours has; deeper ones would overflow the stack of what validates them. */
const MOST_DEPTH = 32;
/** NestJS takes these out without a word; what a client sends is stored as it is, or refused. */
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/**
 * More than any request to the admin API has (1,000 virtual numbers with all of their fields). A body
 * of 1 MiB can hold hundreds of thousands of values, and class-validator would hold up every call
 * for seconds over them.
 */
const MOST_VALUES = 20_000;
/** Fields of one object, or items of one list. */
const MOST_MEMBERS = 1_000;

/** Whether a message of 8x8 has what no JSON of ours may have. Its lists may be long. */
export function isUnsafe(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > MOST_DEPTH) return true;
  return Object.entries(value).some(
    ([key, inner]) => UNSAFE_KEYS.has(key) || isUnsafe(inner, depth + 1),
  );
}

/** Whether the body of an admin request has more in it than any that we take. */
export function isTooMuch(body: unknown): boolean {
  let values = 0;
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.values(value);
    values += members.length;
    if (members.length > MOST_MEMBERS || values > MOST_VALUES) return true;
    open.push(...members);
  }
  return false;
}
