/** Matches seven or more digits with common separators: possibly a phone number. */
export const NUMBER_LIKE = /\+?\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}\p{Nd}){6,}/gu;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const NAME = /^[a-z\d][a-z\d-]{0,62}$/;

/**
 * Whether a path segment is safe to show: a word, an id or a name of ours. Any other text may be a
 * phone number or a key.
 */
export const isPlainId = (text: string): boolean =>
  UUID.test(text) || (NAME.test(text) && text.search(NUMBER_LIKE) === -1);
