import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PhoneNumber } from './phone-number.js';

describe('a phone number', () => {
  it.each(['+6591178965', '+12015550123', '+442079460958', '+94778066434', '+4915112345678'])(
    'is parsed from %s',
    (text) => {
      expect(PhoneNumber.parse(text).e164).toBe(text);
    },
  );

  it.each([
    '',
    '6591178965',
    '+',
    '+65',
    '+651',
    '+999123456789',
    'anonymous',
    '+65911789651',
    '112',
    '+65 9117 8965',
    '+6591178965 ext 5',
    '+659117896５',
  ])('is not parsed from %j', (text) => {
    expect(() => PhoneNumber.parse(text)).toThrow(/not a valid number/);
  });

  it('shows only its country code and last digits, in every kind of output', () => {
    const number = PhoneNumber.parse('+6591178965');
    const printed = [
      number.masked,
      String(number),
      JSON.parse(JSON.stringify(number)) as string,
      inspect(number),
      inspect({ number }),
    ];
    for (const text of printed) {
      expect(text).toContain('+65••••8965');
      expect(text).not.toContain('9117');
    }
    expect(PhoneNumber.fromStored('+2901234').masked).toBe('+290••••34');
  });

  it('is not included in the error if it is invalid', () => {
    try {
      PhoneNumber.parse('+658222333344');
      expect.unreachable();
    } catch (error) {
      expect(inspect(error)).not.toContain('8222');
    }
  });
});
