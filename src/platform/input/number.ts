/** Rules for numbers in carrier messages. */

export interface NumberBounds {
  min: number;
  max: number;
}

/** A plain decimal: no hexadecimal, exponent or thousands separator. */
const DECIMAL = /^[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;

/** Returns a JSON number, or the number in a decimal text; undefined for anything else. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return DECIMAL.test(text) ? Number(text) : undefined;
}

/** Returns a number within the bounds (both inclusive); undefined for anything else. */
export function readCarrierNumber(value: unknown, { min, max }: NumberBounds): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number >= min && number <= max ? number : undefined;
}

/** Returns the nearest integer if it is within the bounds (both inclusive). */
export function readCarrierInteger(value: unknown, { min, max }: NumberBounds): number | undefined {
  const number = numberOf(value);
  const integer = number === undefined ? NaN : Math.round(number);
  // Adds 0, so that -0.4 becomes 0 rather than -0.
  return integer >= min && integer <= max ? integer + 0 : undefined;
}
