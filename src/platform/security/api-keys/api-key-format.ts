import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const MARK = 'mk_live_';
const SECRET_CHARACTERS = 30;
const CHECKSUM_CHARACTERS = 6;
const FORM = new RegExp(`^${MARK}[0-9A-Za-z]{${SECRET_CHARACTERS + CHECKSUM_CHARACTERS}}$`);
/** Characters of the secret that are shown, so that people can distinguish keys. */
const SHOWN_CHARACTERS = 4;

/**
 * Creates a key: `mk_live_`, 30 random characters of 62 (178 bits), and 6 characters with the
 * CRC-32 of the preceding text in base 62. The checksum detects typos, and lets scanners for leaked
 * secrets recognize keys, without a request to Maskline.
 * Source: GitHub, "Behind GitHub's new authentication token formats" (2021).
 * @param random returns an integer from 0 to below its argument
 */
export function newApiKey(random: (below: number) => number = randomInt): string {
  const secret = Array.from({ length: SECRET_CHARACTERS }, () => ALPHABET[random(62)]).join('');
  return `${MARK}${secret}${checksumOf(MARK + secret)}`;
}

/** Whether a text can be a key: its form and checksum are correct. */
export function isWellFormedApiKey(text: string): boolean {
  if (!FORM.test(text)) return false;
  const end = text.length - CHECKSUM_CHARACTERS;
  return text.slice(end) === checksumOf(text.slice(0, end));
}

/** Returns the part of a key that may be shown, even in logs. */
export const shownPrefixOf = (key: string): string => key.slice(0, MARK.length + SHOWN_CHARACTERS);

/**
 * Returns the stored hash of a key. It needs neither salt nor a slow hash function, because 178
 * random bits cannot be guessed.
 */
export const hashOfApiKey = (key: string): Buffer => createHash('sha256').update(key).digest();

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let at = 0; at < CHECKSUM_CHARACTERS; at += 1) {
    digits = ALPHABET[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
