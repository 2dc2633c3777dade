import { describe, expect, it } from 'vitest';
import { redacted } from './redaction.js';

describe('a redacted text', () => {
  it.each([
    ['call +6591178965 now', 'call *** now'],
    ['0065 9117-8965', '***'],
    ['(02) 9117.8965!', '***!'],
    ['9 1 1 7 8 9 6 5', '***'],
    ['٩١١٧٨٩٦٥', '***'],
    ['９１１７８９６５', '***'],
    ['+65–9117–8965, or 91178966', '***, or ***'],
  ])('hides the phone number in %j', (text, shown) => {
    expect(redacted(text)).toBe(shown);
  });

  it.each(['gate 3, 12:30', 'flat 12-345', 'code 123456', 'at 10.30 h', ''])(
    'leaves short numbers in %j',
    (text) => {
      expect(redacted(text)).toBe(text);
    },
  );
});
