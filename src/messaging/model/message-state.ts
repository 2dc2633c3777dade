/**
 * - `forwarding`: accepted, waits to be sent
 * - `sending`: a replica has claimed it and sends it
 * - `forwarded`: 8x8 has taken it
 * - `refused`: not forwarded, by decision of Maskline
 * - `failed`: 8x8 refused it, or it could not be sent in time
 * - `unknown`: 8x8 may have taken it; a receipt can still settle this
 */
export const MESSAGE_STATES = [
  'forwarding',
  'sending',
  'forwarded',
  'refused',
  'failed',
  'unknown',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/**
 * - `text`: from one party to the other
 * - `reply`: Maskline's reply to a sender
 * - `system`: from the company to a party
 * - `missed-call`: about a call that its receiver missed
 */
export const MESSAGE_KINDS = ['text', 'reply', 'system', 'missed-call'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];
