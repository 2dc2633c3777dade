/**
 * Returns a strong entity tag: responses with the same tag are identical. Source: RFC 9110, section
 * 8.8.3.
 */
export const entityTag = (version: string): string => `"${version}"`;

const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/**
 * Whether If-Match is satisfied. Weak tags never match: an intermediary that weakened a tag changed
 * the response. Source: RFC 9110, section 13.1.1.
 * @param header undefined if absent, which always matches
 */
export const isMatch = (header: string | undefined, version: string): boolean =>
  header === undefined ||
  header.trim() === '*' ||
  [...header.matchAll(TAG)].some(([, weak, tag]) => !weak && tag === version);

/**
 * Whether If-None-Match contains the current version. Weak tags match as well. Source: RFC 9110,
 * section 13.1.2.
 */
export const isKnown = (header: string | undefined, version: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || [...header.matchAll(TAG)].some(([, , tag]) => tag === version));
