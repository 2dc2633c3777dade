/** Strong: two answers with the same one are the same. Source: RFC 9110, section 8.8.3. */
export const entityTag = (version: string): string => `"${version}"`;

const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/**
 * Whether If-Match holds. Tags that are weak hold never: whoever weakened it changed the answer on the
 * way. Source: RFC 9110, section 13.1.1.
 * @param header undefined if there is none, which always holds
 */
export const isMatch = (header: string | undefined, version: string): boolean =>
  header === undefined ||
  header.trim() === '*' ||
  [...header.matchAll(TAG)].some(([, weak, tag]) => !weak && tag === version);

/**
 * Whether If-None-Match names what would be answered. Weak tags count as well. Source: RFC 9110, section
 * 13.1.2.
 */
export const isKnown = (header: string | undefined, version: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || [...header.matchAll(TAG)].some(([, , tag]) => tag === version));
