import { isStorableText } from './text.js';

/** A URL contains only visible ASCII; anything else is percent-encoded. */
const URL_TEXT = /^[\x21-\x7e]*$/;

/**
 * Whether all texts of a path and query are well-formed UTF-8 that PostgreSQL can store. Decoders
 * leave invalid sequences unchanged, so that two different URLs could mean the same.
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
