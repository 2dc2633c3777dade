/**
 * Types of response fields that are more precise than TypeScript's; the OpenAPI document shows
 * them.
 */

/** A whole number. */
export type Integer = number;

/** A UUID. */
export type Uuid = string;
