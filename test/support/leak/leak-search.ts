/** Separators between digits, as people, files and programs write them. */
const BETWEEN_DIGITS = /(?<=\d)[\s().\-/_]{1,3}(?=\d)/g;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const TAIL = 8;
const WINDOW = 12;
const HASHES = 65_536;

/**
 * Finds canaries in a text, in any notation.
 * Numbers are found by their last eight digits (or seven, if a digit sequence begins with them), with
 * and without separators. Secrets are found by any twelve of their characters. Both are also found as
 * base64 (at any offset), hexadecimal, percent-encoded and JSON-escaped.
 */
export class LeakSearch {
  /** Encoded pieces and the names of their canaries, by length. */
  private readonly pieces = new Map<number, Map<string, string>>();
  /** Which hashes of three characters a piece begins with. Most places of a text begin none. */
  private readonly beginnings = new Uint8Array(HASHES);
  private readonly tails = new Map<string, string>();
  private readonly shortTails = new Map<string, string>();
  private readonly pins = new Map<string, string>();

  /** @param number E.164, or any text that ends in at least eight digits */
  addNumber(name: string, number: string): void {
    const tail = number.slice(-TAIL);
    this.tails.set(tail, name);
    this.shortTails.set(tail.slice(1), name);
    this.addEncoded(name, Buffer.from(tail));
  }

  addSecret(name: string, secret: string | Buffer): void {
    const bytes = Buffer.from(secret);
    for (let at = 0; at + WINDOW <= bytes.length; at += 1) {
      const window = bytes.subarray(at, at + WINDOW);
      this.add(name, window.toString('latin1'));
      this.addEncoded(name, window);
    }
  }

  /** Adds a PIN, which is not searched inside longer numbers. */
  addPin(name: string, pin: string): void {
    this.pins.set(pin, name);
    this.addEncoded(name, Buffer.from(pin));
  }

  /**
   * Searches a text.
   * @returns the names of the canaries in it
   */
  find(text: string): Set<string> {
    const found = new Set<string>();
    for (const form of formsOf(text)) {
      this.findPieces(form, found);
      this.findDigits(form, found);
    }
    return found;
  }

  private findPieces(text: string, found: Set<string>): void {
    for (let at = 0; at < text.length; at += 1) {
      if (this.beginnings[beginningAt(text, at)] === 0) continue;
      for (const [length, pieces] of this.pieces) {
        const name = pieces.get(text.slice(at, at + length));
        if (name !== undefined) found.add(name);
      }
    }
  }

  private findDigits(text: string, found: Set<string>): void {
    const take = (name: string | undefined) => name !== undefined && found.add(name);
    for (const [digits] of text.matchAll(/\d+/g)) take(this.pins.get(digits));
    const closed = text.replaceAll(BETWEEN_DIGITS, '');
    for (const [digits] of closed.matchAll(/\d{8,}/g)) {
      for (let at = 0; at + TAIL <= digits.length; at += 1) {
        take(this.tails.get(digits.slice(at, at + TAIL)));
      }
    }
    // Seven digits occur by chance in ids and fractions, so those are skipped.
    for (const [digits] of text.replaceAll(UUID, ' ').matchAll(/(?<![\d.])\d{7,}/g)) {
      take(this.shortTails.get(digits.slice(0, TAIL - 1)));
    }
  }

  private addEncoded(name: string, bytes: Buffer): void {
    this.add(name, bytes.toString('hex'));
    this.add(name, bytes.toString('hex').toUpperCase());
    for (const before of [0, 1, 2]) {
      // The neighbouring bytes influence the first and last base64 characters, so omit these.
      const base64 = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      const from = Math.ceil((before * 8) / 6);
      const core = base64.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
      this.add(name, core);
      this.add(name, core.replaceAll('+', '-').replaceAll('/', '_'));
    }
  }

  private add(name: string, piece: string): void {
    const { length } = piece;
    if (!this.pieces.has(length)) this.pieces.set(length, new Map());
    this.pieces.get(length)!.set(piece, name);
    this.beginnings[beginningAt(piece, 0)] = 1;
  }
}

/** Returns a hash of the three characters at a place of a text. */
const beginningAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 7919 + text.charCodeAt(at + 1) * 131 + text.charCodeAt(at + 2)) % HASHES;

/** Returns the text, and its unescaped form if that differs. */
function formsOf(text: string): string[] {
  const character = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  const plain = text
    .replaceAll(/\\u([0-9a-f]{4})/gi, character)
    .replaceAll(/%([0-9a-f]{2})/gi, character);
  return plain === text ? [text] : [text, plain];
}
