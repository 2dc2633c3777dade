import { isStorableText } from './text.js';

/** What a client sends in a URL is percent-encoded: only ASCII that can be seen. */
const URL_TEXT = /^[\x21-\x7e]*$/;

/**
 * Returns whether each text of a path and query is well-formed UTF-8 that PostgreSQL stores. Decoders
 * leave what they cannot decode as it stands, and two different URLs would say the same.
 */
export function isWellFormedUrl(url: string): boolean {
  if (!URL_TEXT.test(url)) return false;
  if (!url.includes('%')) return true;
  try {
    return isStorableText(decodeURIComponent(url));
  } catch {
    return false;
  }
}
