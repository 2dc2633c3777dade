import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const MARK = 'mk_live_';
const SECRET_CHARACTERS = 30;
const CHECKSUM_CHARACTERS = 6;
const FORM = new RegExp(`^${MARK}[0-9A-Za-z]{${SECRET_CHARACTERS + CHECKSUM_CHARACTERS}}$`);
/** Characters of the secret that are shown, so that people can tell keys apart. */
const SHOWN_CHARACTERS = 4;

/**
 * A new key: `mk_live_`, 30 random characters of 62 (178 bits), and 6 that are the CRC-32 of what
 * stands before, in base 62. A typo, or a scanner of leaked secrets, can tell without asking us.
 * Source: GitHub, "Behind GitHub's new authentication token formats" (2021).
 * @param random a whole number from 0 to below its argument
 */
export function newApiKey(random: (below: number) => number = randomInt): string {
  const secret = Array.from({ length: SECRET_CHARACTERS }, () => ALPHABET[random(62)]).join('');
  return `${MARK}${secret}${checksumOf(MARK + secret)}`;
}

/** Whether a text can be a key at all: its form and its checksum are right. */
export function isWellFormedApiKey(text: string): boolean {
  if (!FORM.test(text)) return false;
  const end = text.length - CHECKSUM_CHARACTERS;
  return text.slice(end) === checksumOf(text.slice(0, end));
}

/** What may be shown of a key, also in logs. */
export const shownPrefixOf = (key: string): string => key.slice(0, MARK.length + SHOWN_CHARACTERS);

/**
 * What is stored of a key. It needs no salt and no slow hash: nobody tries out 178 random bits.
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
