/** Types of fields of answers that say more than TypeScript can; the API's document shows them. */

/** A whole number. */
export type Integer = number;

/** A UUID. */
export type Uuid = string;
