import { describe, expect, it } from 'vitest';
import { LeakSearch } from '../support/leak/leak-search.js';

const NUMBER = '+6596314159';
const SECRET = 'q7-Zk2_Vw9rT4xLm8PcB';
const PIN = '93141592';

const search = new LeakSearch();
search.addNumber('number', NUMBER);
search.addSecret('secret', SECRET);
search.addPin('pin', PIN);
const found = (text: string) => [...search.find(text)];

const hex = (text: string) => Buffer.from(text).toString('hex');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const percent = (text: string) => hex(text).replaceAll(/../g, '%$&');
const escapes = (text: string) => hex(text).replaceAll(/../g, '\\u00$&');

describe('the search for leaks', () => {
  it.each([
    NUMBER,
    '6596314159',
    '96314159',
    '(65) 9631-4159',
    '+65 96 31 41 59',
    '+65.9631/4159',
    '006596314159',
    '…6314159',
    '%2B6596314159',
    percent(NUMBER),
    escapes(NUMBER),
    hex(NUMBER),
    hex(`{"to":"${NUMBER}"}`).toUpperCase(),
    base64(NUMBER),
    base64(`a${NUMBER}`),
    base64(`ab${NUMBER} and more`),
    Buffer.from(`{"caller":"${NUMBER}"}`).toString('base64url'),
    JSON.stringify({ deep: [{ text: `call ${NUMBER} now` }] }),
  ])('finds a number written as %s', (text) => {
    expect(found(text)).toEqual(['number']);
    expect(found(`before ${text} after`)).toEqual(['number']);
  });

  it.each([
    SECRET,
    SECRET.slice(0, 12),
    SECRET.slice(-12),
    `authorization: Bearer ${SECRET}`,
    percent(SECRET),
    hex(SECRET),
    base64(SECRET),
    base64(`x${SECRET}`),
    base64(`xy${SECRET}`),
    Buffer.from(`user:${SECRET}`).toString('base64url'),
  ])('finds a secret written as %s', (text) => {
    expect(found(text)).toEqual(['secret']);
  });

  it('finds a secret of arbitrary bytes', () => {
    const bytes = Buffer.from('00ff10e0fbefbe3f7f80a1b2c3d4e5f6', 'hex');
    const ofBytes = new LeakSearch();
    ofBytes.addSecret('key', bytes);
    for (const form of ['latin1', 'hex', 'base64', 'base64url'] as const) {
      expect([...ofBytes.find(`key=${bytes.toString(form)}`)], form).toEqual(['key']);
    }
  });

  it.each([PIN, `{"pin":"${PIN}"}`, base64(PIN)])('finds a PIN written as %s', (text) => {
    expect(found(text)).toEqual(['pin']);
  });

  it.each([
    '+65••••4159',
    '+6596314158',
    '2026-11-24T09:63:14.159Z',
    `1${PIN}`,
    SECRET.slice(0, 11),
    '019ab5c4-7f1e-7d2a-9c3f-6314159e4c62',
  ])('does not report %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
