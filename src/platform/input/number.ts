/** What a number of a carrier's message may be. */

export interface NumberBounds {
  min: number;
  max: number;
}

/** A decimal as machines print it: no hexadecimal, no exponent, no thousands separator. */
const DECIMAL = /^[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;

/** Returns a JSON number, or a text that holds a decimal; undefined for everything else. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return DECIMAL.test(text) ? Number(text) : undefined;
}

/** Returns a number within the bounds (both included); anything else counts as missing. */
export function readCarrierNumber(value: unknown, { min, max }: NumberBounds): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number >= min && number <= max ? number : undefined;
}

/** Returns the nearest integer, if it is within the bounds (both included). */
export function readCarrierInteger(value: unknown, { min, max }: NumberBounds): number | undefined {
  const number = numberOf(value);
  const integer = number === undefined ? NaN : Math.round(number);
  // Adds 0, so that -0.4 gives 0 and not -0.
  return integer >= min && integer <= max ? integer + 0 : undefined;
}
