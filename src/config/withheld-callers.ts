import type { EnvironmentReader } from './environment-reader.js';

/**
 * What networks send instead of a withheld number: a word, typed on a phone's keypad. ANONYMOUS,
 * RESTRICTED (also after the 1 of North America), UNAVAILABLE, BLOCKED, UNKNOWN.
 */
const KEYPAD_WORDS = '266696687,7378742833,17378742833,86282452253,2562533,8656696';

/** @returns digits of E.164 without `+`; `none` stands for an empty list */
export function readWithheldCallers(read: EnvironmentReader): string[] {
  const text = read.text('WITHHELD_CALLERS') ?? KEYPAD_WORDS;
  if (text === 'none') return [];
  const list = text.split(',').map((part) => part.trim());
  read.check(
    'WITHHELD_CALLERS',
    list,
    (all) => all.every((digits) => /^[1-9]\d{6,14}$/.test(digits)),
    'must be numbers of 7 to 15 digits without +, separated by commas, or none',
  );
  return list;
}
