import { InvalidRequestError } from './errors.js';

/**
 * Reads the fields of a request to the simulator itself. Refuses unknown fields, since a misspelt field
 * would otherwise silently get its default.
 * @throws InvalidRequestError
 */
export function fieldsOf(
  value: unknown,
  what: string,
  known: readonly string[],
): Record<string, unknown> {
  check(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    `${what} is not a JSON object`,
  );
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  check(unknown.length === 0, `${what} has no field ${unknown.join(', ')}`);
  return { ...value };
}

/** @throws InvalidRequestError if a given value is not one of the words */
export function checkWord(value: unknown, words: readonly string[], what: string): void {
  check(
    value === undefined || words.some((word) => word === value),
    `${what} is not one of ${words.join(', ')}`,
  );
}

/** @throws InvalidRequestError if a given value is not an integer in the range */
export function checkInteger(value: unknown, min: number, max: number, what: string): void {
  check(
    value === undefined ||
      (Number.isInteger(value) && Number(value) >= min && Number(value) <= max),
    `${what} is not an integer from ${min} to ${max}`,
  );
}

/** @throws InvalidRequestError */
export function check(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new InvalidRequestError(fault);
}
