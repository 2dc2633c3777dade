import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanUpstreamText } from './upstream-text.js';

const clean = (text: unknown) => cleanUpstreamText(text, ['the-api-key']);

describe('a text from 8x8', () => {
  it.each([
    ['+6591178965 is not yours', '•••• is not yours'],
    ['call (65) 9117-8965!', 'call (••••!'],
    ['6591178965', '••••'],
    ['+65 9117\u200b8965', '••••'],
    ['６５９１１７８９６５', '••••'],
    [6591178965, '••••'],
  ])('loses its phone numbers: %s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('keeps what an operator needs', () => {
    const text = '$.callflow[0].action should be one of: say,playFile (-1007)';
    expect(clean(text)).toBe(text);
    expect(clean(1001)).toBe('1001');
  });

  it('loses the secrets of the request', () => {
    expect(clean('token the-api-key not found')).toBe('token [secret] not found');
  });

  it('is cut only after numbers and secrets are removed', () => {
    const padding = 'x'.repeat(195);
    expect(clean(`${padding} the-api-key`)).toBe(`${padding} [sec`);
    expect(clean(`${padding} 6591178965`)).toBe(`${padding} ••••`);
  });

  it('is one line of readable length', () => {
    expect(clean('a\r\nb\u001b[31m\u202ec')).toBe('a  b [31m c');
    expect(clean('long '.repeat(1000))?.length).toBeLessThanOrEqual(200);
  });

  it.each([undefined, null, {}, '', ' \n'])('is undefined if it is %j', (text) => {
    expect(clean(text)).toBeUndefined();
  });

  it('never contains seven digits, in any surroundings', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('+65', '9117', '8965', ' ', '-', ') '));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(clean(pieces.join('')) ?? '').not.toMatch(/(\d[\s()+.-]?){7}/);
      }),
    );
  });
});
