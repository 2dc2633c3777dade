import { describe, expect, it } from 'vitest';
import { PhoneNumber } from './phone-number.js';
import { WrittenNumber } from './written-number.js';

const written = new WrittenNumber(PhoneNumber.parse('+6591178965'));
const german = new WrittenNumber(PhoneNumber.parse('+493012345678'));

describe('a number in a text', () => {
  it.each([
    '+6591178965',
    '6591178965',
    '006591178965',
    '011 65 9117 8965',
    '+65 9117 8965',
    '+65-9117-8965',
    '(+65) 9117.8965',
    'tel:+65\u00A09117\u20138965',
    '%2B6591178965',
  ])('is erased in its international form: %s', (text) => {
    const erased = written.erasedFrom(`call ${text}, please`, 'international');
    expect(erased).toContain('[erased], please');
    expect(erased).not.toMatch(/\d{4}/);
  });

  it('is erased with the trunk prefix after the country code', () => {
    expect(german.erasedFrom('+49 (0)30 12345678', 'international')).toBe('[erased]');
  });

  it.each(['91178965', '9117 8965', '09117-8965'])(
    'is erased without its country code only on request: %s',
    (text) => {
      expect(written.erasedFrom(text, 'any')).toBe('[erased]');
      expect(written.erasedFrom(text, 'international')).toBe(text);
    },
  );

  it.each(['165911789651', '26591178965', '65911789650', '911789651', '6591178964', '9117, 8965'])(
    'is not found in %s',
    (text) => {
      expect(written.erasedFrom(text, 'any')).toBe(text);
    },
  );

  it('is erased from texts, numbers and field names at any depth, without changing the rest', () => {
    const value = {
      order: 17,
      isNew: true,
      note: null,
      who: [{ phone: 6591178965, '+6591178965': 'rider' }],
    };
    expect(written.erasedFrom(value, 'international')).toEqual({
      order: 17,
      isNew: true,
      note: null,
      who: [{ phone: '[erased]', '[erased]': 'rider' }],
    });
  });

  it('is found by its digits once separators are removed', () => {
    const bare = [...'(+65) 9117.8965'].filter((c) => !written.separators.includes(c)).join('');
    expect(bare).toContain(written.digits);
  });

  it('is erased only in its international form if it belongs to no country', () => {
    const odd = new WrittenNumber(PhoneNumber.ofForm('+9991234567'));
    expect(odd.erasedFrom('+999 123 4567', 'any')).toBe('[erased]');
    expect(odd.erasedFrom('1234567', 'any')).toBe('1234567');
  });
});
