/** Longer texts are no keyword. */
const MAX_LENGTH = 40;
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
const WORD = /^\p{L}{2,20}$/u;
const ACCENTS = /\p{M}/gu;

/**
 * Returns the word that a text consists of, in capital letters without accents: `STOP` for ` Stop! `.
 * Undefined for any other text, so that "Stop at the corner" is forwarded.
 */
export function wordOf(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const bare = text.normalize('NFD').replaceAll(ACCENTS, '').replaceAll(AROUND, '');
  return WORD.test(bare) ? bare.toUpperCase() : undefined;
}
