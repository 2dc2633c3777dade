/** Reasons why a text is not forwarded; the first that applies counts. */
export const TEXT_REFUSALS = [
  'unknown-number',
  'number-disabled',
  'caller-withheld',
  'caller-is-virtual',
  'keyword-stop',
  'keyword-start',
  'keyword-help',
  'too-many-messages',
  'not-a-party',
  'booking-ended',
  'not-started',
  'blocked',
  'caller-not-allowed',
  'channel-off',
  'party-missing',
  'too-long',
  'opted-out',
] as const;
export type TextRefusal = (typeof TEXT_REFUSALS)[number];

/** Reasons of which a sender may hear, by one and the same reply. */
export const REPLIED_REFUSALS: readonly TextRefusal[] = [
  'not-a-party',
  'booking-ended',
  'not-started',
  'blocked',
  'caller-not-allowed',
  'channel-off',
  'party-missing',
  'too-long',
  'opted-out',
];

/** UTF-16 units of a text that is forwarded at most. */
export const MAX_TEXT_LENGTH = 10_000;
