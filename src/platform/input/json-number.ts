/** Rules for numbers in JSON texts. */

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Whether `JSON.parse` preserves the number, that is, whether the resulting double is printed as
 * the same number. `1.0`, `1e2` and `0.1` are exact; 9007199254740993, 1e400 and 1e-400 are not.
 * @param token without spaces; an invalid number counts as exact, since `JSON.parse` refuses it
 */
export function isExactNumber(token: string): boolean {
  if (!JSON_NUMBER.test(token)) return true;
  const number = Number(token);
  return Number.isFinite(number) && canonical(token) === canonical(String(number));
}

/**
 * Returns sign, significant digits and exponent as one text, which is the same for equal numbers.
 */
function canonical(token: string): string {
  const isNegative = token.startsWith('-');
  const exponentAt = token.search(/e/i);
  const mantissa = token.slice(isNegative ? 1 : 0, exponentAt === -1 ? undefined : exponentAt);
  const exponent = exponentAt === -1 ? 0 : Number(token.slice(exponentAt + 1));
  const pointAt = mantissa.indexOf('.');
  const fractionLength = pointAt === -1 ? 0 : mantissa.length - pointAt - 1;
  const digits = mantissa.replace('.', '');
  // By index, because an expression such as /0+$/ takes quadratic time on zeros.
  let from = 0;
  while (from < digits.length && digits[from] === '0') from += 1;
  let to = digits.length;
  while (to > from && digits[to - 1] === '0') to -= 1;
  if (from === to) return '0';
  const power = exponent - fractionLength + (digits.length - to);
  return `${isNegative ? '-' : ''}${digits.slice(from, to)}e${power}`;
}
