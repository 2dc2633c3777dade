import { describe, expect, it } from 'vitest';
import {
  cutText,
  isStorableText,
  readCarrierInteger,
  readCarrierNumber,
  readCarrierTime,
  readTimestamp,
  toStorableText,
} from './index.js';

describe('a time in a request', () => {
  it.each([
    ['2026-11-24T08:00:00Z', '2026-11-24T08:00:00.000000Z'],
    ['2026-11-24t08:00:00z', '2026-11-24T08:00:00.000000Z'],
    ['2026-11-24T08:00:00.1234567Z', '2026-11-24T08:00:00.123456Z'],
    ['2026-11-24T08:00:00.123456789+08:00', '2026-11-24T00:00:00.123456Z'],
    ['2026-11-24T08:00:00-00:00', '2026-11-24T08:00:00.000000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000000Z'],
    ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00.000000Z'],
    ['2026-11-24T08:00:00+14:30', '2026-11-23T17:30:00.000000Z'],
  ])('%s is %s', (text, expected) => {
    expect(readTimestamp(text)?.text).toBe(expected);
  });

  it.each([
    '2027-02-30T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2027-04-31T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-00-10T00:00:00Z',
    '2027-01-00T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T00:60:00Z',
    '2027-01-01T00:00:61Z',
    '2027-01-01T00:00:00+24:00',
    '2027-01-01T00:00:00+00:60',
    '2027-01-01T00:00:00',
    '2027-01-01 00:00:00Z',
    '2027-01-01T00:00Z',
    '2027-01-01T00:00:00.Z',
    '2027-01-01T00:00:00,5Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '2027-01-01',
    '1',
    '',
    1_764_000_000_000,
    null,
    undefined,
  ])('is not parsed from %j', (value) => {
    expect(readTimestamp(value)).toBeUndefined();
  });
});

describe('a time from a carrier', () => {
  it.each([
    ['2026-11-29T10:00:00', '2026-11-29T10:00:00.000Z'],
    ['2026-11-29 10:00:00.25', '2026-11-29T10:00:00.250Z'],
    ['2026-11-29T10:00:00+0800', '2026-11-29T02:00:00.000Z'],
    ['2026-11-29T10:00:00Z', '2026-11-29T10:00:00.000Z'],
  ])('without a zone is UTC: %s', (text, expected) => {
    expect(readCarrierTime(text)?.toISOString()).toBe(expected);
  });

  it.each([
    '1',
    '2026-02-30T10:00:00Z',
    '1969-12-31T23:59:59.999Z',
    '9999-01-01T00:00:00Z',
    '2026-11-29',
    'yesterday',
    0,
    null,
  ])('counts as missing if it is implausible: %j', (value) => {
    expect(readCarrierTime(value)).toBeUndefined();
  });
});

describe('a number from a carrier', () => {
  const mos = { min: 1, max: 5 };
  it.each([
    [4.5, 4.5],
    ['4.5', 4.5],
    [' 3 ', 3],
    [0, undefined],
    [45, undefined],
    ['1e0', undefined],
    ['0x2', undefined],
    ['', undefined],
    [NaN, undefined],
    [Infinity, undefined],
    [true, undefined],
    [null, undefined],
  ])('%j is %j', (value, expected) => {
    expect(readCarrierNumber(value, mos)).toBe(expected);
  });

  it('is rounded within its bounds where an integer is expected', () => {
    const seconds = { min: 0, max: 86_400 };
    expect(readCarrierInteger('13.4', seconds)).toBe(13);
    expect(readCarrierInteger(-0.4, seconds)).toBe(0);
    expect(readCarrierInteger(-3, seconds)).toBeUndefined();
    expect(readCarrierInteger(1e300, seconds)).toBeUndefined();
  });
});

describe('a text', () => {
  it('is storable only if PostgreSQL would not change it', () => {
    expect(isStorableText('Zoë 😀')).toBe(true);
    expect(isStorableText('a\0b')).toBe(false);
    expect(isStorableText('a\ud83d')).toBe(false);
    expect(isStorableText('\ude00a')).toBe(false);
  });

  it('from a carrier stays different from others when it is made storable', () => {
    expect(toStorableText('a\ud83d')).toBe('a\\ud83d');
    expect(toStorableText('a\ud83d')).not.toBe(toStorableText('a\ud83e'));
    expect(toStorableText('a\0b😀')).toBe('ab😀');
  });

  it('is cut between characters', () => {
    expect(cutText('ab😀', 3)).toBe('ab');
    expect(cutText('ab😀', 4)).toBe('ab😀');
    expect(cutText('abc', 2)).toBe('ab');
  });
});
