import { randomUUID } from 'node:crypto';

/** 8x8's error codes, with the HTTP status and the message. Source: 8x8, "API error codes". */
const FAILURES = {
  1000: [400, 'Invalid parameter'],
  1001: [400, "Provided subAccountId doesn't belongs to your account"],
  1002: [400, 'Invalid MSISDN format (not E.164 international number)'],
  1003: [400, 'Invalid encoding'],
  1004: [400, 'Invalid text'],
  1005: [400, 'Invalid source'],
  1006: [400, 'Invalid expiry'],
  1009: [400, 'Invalid country'],
  1011: [400, 'Invalid schedule'],
  1014: [426, 'TLS 1.3+ is required for Singapore-bound messages. Detected: TLSv1.2'],
  1100: [400, 'Batch limit'],
  1200: [401, 'Request was not authenticated properly'],
  1201: [403, 'Forbidden'],
  1300: [404, 'Message not found.'],
  2000: [500, 'Internal server error'],
  3006: [400, 'Too long text'],
  3009: [400, 'Invalid clientMessageId'],
  3011: [400, 'Too long source'],
  3020: [400, 'Invalid dlrCallbackUrl'],
  429: [429, 'Quota exceeded. Please try again in 1 second(s).'],
} as const satisfies Record<number, readonly [number, string]>;
export type SmsErrorCode = keyof typeof FAILURES;

/** The SMS API refuses a request. */
export class SmsFailure extends Error {
  readonly status: number;
  /** @param headers of the response, for example `retry-after` */
  constructor(
    readonly code: SmsErrorCode,
    message: string = FAILURES[code][1],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = FAILURES[code][0];
  }

  /** 8x8 writes the time of an error in several forms, this one with seven decimals and an offset. */
  body(): object {
    return {
      code: this.code,
      message: this.message,
      errorId: randomUUID(),
      timestamp: new Date().toISOString().replace('Z', '5752+00:00'),
    };
  }
}

const CODES: Readonly<Record<number, SmsErrorCode>> = { 401: 1200, 403: 1201, 404: 1300, 429: 429 };

/** Returns the failure with this HTTP status. */
export const smsFailureOf = (status: number): SmsFailure =>
  new SmsFailure(CODES[status] ?? (status >= 500 ? 2000 : 1000));
