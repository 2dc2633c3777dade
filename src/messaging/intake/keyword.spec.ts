import { describe, expect, it } from 'vitest';
import { wordOf } from './keyword.js';

describe('the word that a text consists of', () => {
  it.each([
    ['STOP', 'STOP'],
    [' stop. ', 'STOP'],
    ['"Stop!"', 'STOP'],
    ['Arrêt', 'ARRET'],
    ['стоп', 'СТОП'],
    ['Stop at the corner', undefined],
    ['stop it', undefined],
    ['STOP2', undefined],
    ['91178965', undefined],
    ['', undefined],
    ['!!!', undefined],
    ['x'.repeat(10_000), undefined],
  ])('of %j is %j', (text, word) => {
    expect(wordOf(text)).toBe(word);
  });
});
