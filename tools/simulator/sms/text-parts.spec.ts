import { describe, expect, it } from 'vitest';
import { isGsm7, textParts } from './text-parts.js';

describe('the parts of a text', () => {
  const sizes = (text: string) =>
    textParts(text, isGsm7(text) ? 'GSM7' : 'UCS2').map(({ length }) => length);

  it.each([
    ['160 GSM-7 characters', 'a'.repeat(160), [160]],
    ['161 GSM-7 characters', 'a'.repeat(161), [153, 8]],
    ['80 characters of the extension', '€'.repeat(80), [80]],
    ['81 characters of the extension', '€'.repeat(81), [76, 5]],
    ['70 Thai characters', 'ก'.repeat(70), [70]],
    ['71 Thai characters', 'ก'.repeat(71), [67, 4]],
    ['35 emoji', '🚕'.repeat(35), [70]],
    ['36 emoji', '🚕'.repeat(36), [66, 6]],
  ])('of %s', (_, text, parts) => {
    expect(sizes(text)).toEqual(parts);
    expect(textParts(text, isGsm7(text) ? 'GSM7' : 'UCS2').join('')).toBe(text);
  });
});
