import type { PhoneNumber } from './phone-number.js';

/** Common separators between the digits of a number. */
const SEPARATORS = ' -.()/\u00A0\u2010\u2011\u2012\u2013\u2014';
const BETWEEN = `[${SEPARATORS.replace('-', '\\-')}]{0,3}`;
/** Prefix for dialling a number within its country. */
const TRUNK_PREFIX = '(?:06|0|8)?';
/** Shorter national numbers too often match unrelated digits. */
const FEWEST_NATIONAL_DIGITS = 7;

const ERASED = '[erased]';

const spaced = (digits: string): string => [...digits].join(BETWEEN);

/**
 * Finds a phone number as people write it in texts: `+6591178965`, `0065 9117-8965`, or, in texts
 * that are known to concern its owner, `9117 8965`.
 */
export class WrittenNumber {
  /** Digits that every text with the number contains after `separators` are removed. */
  readonly digits: string;
  readonly separators = SEPARATORS;
  private readonly international: RegExp;
  private readonly anyForm: RegExp;

  constructor(number: PhoneNumber) {
    const { callingCode, nationalNumber } = number;
    this.digits = nationalNumber;
    const inCountry = spaced(nationalNumber);
    const abroad = `(?:\\+|00|011)?${BETWEEN}${spaced(callingCode)}${BETWEEN}(?:0${BETWEEN})?${inCountry}`;
    const forms = [abroad];
    if (nationalNumber.length >= FEWEST_NATIONAL_DIGITS) forms.push(`${TRUNK_PREFIX}${inCountry}`);
    const whole = (form: string): RegExp => new RegExp(`(?<!\\d)(?:${form})(?!\\d)`, 'g');
    this.international = whole(abroad);
    this.anyForm = whole(forms.join('|'));
  }

  /**
   * Returns the value with the number replaced by `[erased]` in all texts, numbers and field names.
   * @param form `any`: also without its country code, for data of the number's owner
   */
  erasedFrom<Value>(value: Value, form: 'any' | 'international'): Value {
    return this.erased(value, form === 'any' ? this.anyForm : this.international) as Value;
  }

  private erased(value: unknown, form: RegExp): unknown {
    if (typeof value === 'string') return value.replaceAll(form, ERASED);
    if (typeof value === 'number') return String(value).search(form) < 0 ? value : ERASED;
    if (Array.isArray(value)) return value.map((item) => this.erased(item, form));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        this.erased(name, form),
        this.erased(inner, form),
      ]),
    );
  }
}
