import { describe, expect, it } from 'vitest';
import { callingCodeOf, fitsCountry } from './calling-code.js';

describe('a number and its stated country', () => {
  it.each([
    ['+6595550123', 'SG'],
    ['+6595550123', ' sg '],
    ['+12015550123', 'CA'],
    ['+18765550123', 'US'],
    ['+447797555123', 'GB'],
    ['+447911123456', 'JE'],
    ['+77012345678', 'RU'],
    ['+390669812345', 'IT'],
    ['+390669812345', 'VA'],
    ['+379669812345', 'VA'],
    ['+4779123456', 'SJ'],
  ])('%s fits %j', (number, country) => {
    expect(fitsCountry(number, country)).toBe(true);
  });

  it.each([undefined, null, '', ' ', 'SGP', 'USA', 'N/A', '001', 'XX', 'UNKNOWN', 65, {}])(
    'fit if no country is stated: %j',
    (country) => {
      expect(fitsCountry('+6595550123', country)).toBe(true);
    },
  );

  it.each([
    ['+6595550123', 'US'],
    ['+6595550123', 'us'],
    ['+12015550123', 'SG'],
    ['+379669812345', 'IT'],
    ['+77012345678', 'KG'],
    ['+881600000001', 'SG'],
  ])('%s contradicts %j', (number, country) => {
    expect(fitsCountry(number, country)).toBe(false);
  });
});

describe('the calling code of a number', () => {
  it.each([
    ['+6595550123', '65'],
    ['+12015550123', '1'],
    ['+77012345678', '7'],
    ['+35312345678', '353'],
    ['+379669812345', '379'],
    ['+88812345678', undefined],
    ['+210123456', undefined],
  ])('of %s is %s', (number, code) => {
    expect(callingCodeOf(number)).toBe(code);
  });
});
