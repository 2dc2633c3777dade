/** Outcomes of a text; `message-record.sql.ts` defines them. */
export const MESSAGE_OUTCOMES = [
  'forwarding',
  'forwarded',
  'delivered',
  'undelivered',
  'refused',
  'failed',
  'unknown',
] as const;
export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];
