/** GSM 03.38: the basic alphabet, without the escape character. */
const GSM7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension; each character takes two places. */
const GSM7_EXTENSION = new Set('^{}[]~\\|€\f');

export const ENCODINGS = ['AUTO', 'GSM7', 'UCS2'] as const;
export type TextEncoding = Exclude<(typeof ENCODINGS)[number], 'AUTO'>;

/** Places in a single part, and in each of several. Source: 8x8, Send SMS. */
const PLACES = { GSM7: { single: 160, each: 153 }, UCS2: { single: 70, each: 67 } } as const;

export const isGsm7 = (text: string): boolean =>
  [...text].every((character) => GSM7.has(character) || GSM7_EXTENSION.has(character));

/** Splits a text into the parts in which it is sent; no character is divided between two. */
export function textParts(text: string, encoding: TextEncoding): string[] {
  const { single, each } = PLACES[encoding];
  const placesOf = (character: string) =>
    encoding === 'UCS2' ? character.length : GSM7_EXTENSION.has(character) ? 2 : 1;
  const characters = [...text];
  const total = characters.reduce((sum, character) => sum + placesOf(character), 0);
  if (total <= single) return [text];
  const parts = [''];
  let free: number = each;
  for (const character of characters) {
    const places = placesOf(character);
    if (places > free) {
      parts.push('');
      free = each;
    }
    parts[parts.length - 1] += character;
    free -= places;
  }
  return parts;
}
