/** How long a text is kept, decided when it is stored, so that a later policy concerns later texts. */

/** @param hours SQL; null: the text is deleted once it was sent */
export const keptUntil = (hours: string): string =>
  `statement_timestamp() + make_interval(hours => ${hours})`;

/** What remains of the text of an updated `message` once it is not needed to send it. */
export const KEPT_TEXT = `case when text_kept_until > statement_timestamp() then text_ciphertext end`;
