/**
 * The length of texts as the network counts it. Source: 3GPP TS 23.038 (GSM 03.38), 6.2.1, and
 * TS 23.040, 9.2.3.24.1 for concatenated messages.
 */

const GSM7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Sent as an escape and a character. */
const GSM7_EXTENSION = new Set('\f^{}\\[~]|€');

export type SmsEncoding = 'GSM7' | 'UCS2';

interface Limits {
  /** Units of a text that fits into one part: septets, or UTF-16 units. */
  single: number;
  /** Units of each part of a longer text. */
  part: number;
}

const LIMITS: Readonly<Record<SmsEncoding, Limits>> = {
  GSM7: { single: 160, part: 153 },
  UCS2: { single: 70, part: 67 },
};

/** 8x8 cuts a longer text. Source: 8x8 Connect, "Send SMS API reference". */
export const MAX_PARTS = 10;

/** Returns the encoding that 8x8 chooses for a text. */
export function encodingOf(text: string): SmsEncoding {
  for (const character of text) {
    if (!GSM7.has(character) && !GSM7_EXTENSION.has(character)) return 'UCS2';
  }
  return 'GSM7';
}

const unitsOf = (character: string, encoding: SmsEncoding): number => {
  if (encoding === 'UCS2') return character.length;
  return GSM7_EXTENSION.has(character) ? 2 : 1;
};

/** Returns the number of SMS parts of a text. No character is divided between parts. */
export function partsOf(text: string, encoding = encodingOf(text)): number {
  const { single, part } = LIMITS[encoding];
  let total = 0;
  let parts = 1;
  let inPart = 0;
  for (const character of text) {
    const units = unitsOf(character, encoding);
    total += units;
    if (inPart + units > part) {
      parts += 1;
      inPart = 0;
    }
    inPart += units;
  }
  return total <= single ? 1 : parts;
}

/** Units of a longer text that surely fit, whatever characters end its parts, and its mark. */
const MARK_UNITS = '(99/99) '.length;
const room = (encoding: SmsEncoding): number =>
  (LIMITS[encoding].part - 1) * MAX_PARTS - MARK_UNITS;

/** Characters before the end of a piece in which a space is preferred as its end. */
const BREAK_WITHIN = 60;

/**
 * Returns a text in pieces that 8x8 does not cut: the text itself, or pieces marked `(1/2) ` that
 * contain all of it. They end between words if possible, and never within a character.
 */
export function piecesOf(text: string): string[] {
  const encoding = encodingOf(text);
  if (partsOf(text, encoding) <= MAX_PARTS) return [text];
  const bare: string[] = [];
  let rest = text;
  while (rest !== '') {
    const end = endOfPiece(rest, encoding);
    bare.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return bare.map((piece, at) => `(${at + 1}/${bare.length}) ${piece}`);
}

function endOfPiece(text: string, encoding: SmsEncoding): number {
  const limit = room(encoding);
  let units = 0;
  let end = 0;
  for (const character of text) {
    units += unitsOf(character, encoding);
    if (units > limit) {
      const space = text.lastIndexOf(' ', end - 1);
      return space >= end - BREAK_WITHIN && space > 0 ? space + 1 : end;
    }
    end += character.length;
  }
  return end;
}
