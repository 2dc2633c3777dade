import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingOf, MAX_PARTS, partsOf, piecesOf } from './sms-length.js';

describe('the parts of a text', () => {
  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    // An escape and its character are not divided: 76 fit into a part of 153.
    ['€'.repeat(153), 3],
    [`${'a'.repeat(159)}[`, 2],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['ж'.repeat(134), 2],
    ['ж'.repeat(135), 3],
    // A surrogate pair takes two units and is not divided: 33 fit into a part of 67.
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
    ['😀'.repeat(67), 3],
    ['a'.repeat(1530), 10],
    ['a'.repeat(1531), 11],
  ])('%#: are counted as the network does', (text, parts) => {
    expect(partsOf(text)).toBe(parts);
  });

  it.each([
    ['Grüße, ΔΩ @£¥ {}[]~|\\^€\f\n', 'GSM7'],
    ['`', 'UCS2'],
    ['ç', 'UCS2'],
    ['ő', 'UCS2'],
  ])('%j is encoded as %s', (text, encoding) => {
    expect(encodingOf(text)).toBe(encoding);
  });
});

describe('the pieces of a text', () => {
  const bare = (pieces: string[]): string =>
    pieces.map((piece) => piece.replace(/^\(\d+\/\d+\) /, '')).join('');

  it('are the text itself, if it fits into ten parts', () => {
    expect(piecesOf('a'.repeat(1530))).toEqual(['a'.repeat(1530)]);
  });

  it('are marked, and end between words', () => {
    const text = 'seventy-two '.repeat(200);
    const pieces = piecesOf(text);
    expect(pieces.map((piece) => piece.slice(0, 6))).toEqual(['(1/2) ', '(2/2) ']);
    expect(bare(pieces)).toBe(text);
    expect(pieces[0]).toMatch(/two $/);
  });

  it('contain every character of any text, and none is cut by 8x8', () => {
    const characters = fc.constantFrom('a', '€', ' ', 'ж', '😀', '[', '\n', 'word ');
    const texts = fc
      .tuple(
        fc.array(characters, { maxLength: 40 }),
        fc.integer({ min: 1, max: 250 }),
        fc.array(characters, { maxLength: 40 }),
      )
      .map(([some, times, more]) => some.join('').repeat(times).slice(0, 10_000) + more.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const wellFormed = text.toWellFormed();
        const pieces = piecesOf(wellFormed);
        expect(pieces.length === 1 ? pieces[0] : bare(pieces)).toBe(wellFormed);
        for (const piece of pieces) {
          expect(partsOf(piece)).toBeLessThanOrEqual(MAX_PARTS);
          expect(piece.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
