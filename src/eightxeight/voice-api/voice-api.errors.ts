import { DomainError } from '../../platform/errors/index.js';

/**
 * Failures of 8x8's API. They have no `cause`: Node's error for a failed request may contain its headers,
 * and with them the API key.
 */
export abstract class EightXEightError extends DomainError {}

/** `EIGHTXEIGHT_API_KEY` is not set; nothing was sent. */
export class EightXEightNotConfiguredError extends EightXEightError {
  readonly code = 'eightxeight-not-configured';
  readonly kind = 'unavailable';
  constructor() {
    super('No 8x8 API key is configured. Set EIGHTXEIGHT_API_KEY.');
  }
}

/** The argument is not valid for 8x8; nothing was sent. */
export class EightXEightInvalidArgumentError extends EightXEightError {
  readonly code = 'eightxeight-invalid-argument';
  readonly kind = 'unprocessable';
  override readonly extensions: { argument: string };
  constructor(argument: string) {
    super(`The ${argument} is not valid for 8x8.`);
    this.extensions = { argument };
  }
}

/** 8x8's error, without numbers and secrets. */
export interface UpstreamFault {
  /** HTTP status. */
  status: number;
  errorId?: string;
  /** 8x8's own code, for example `1001` or `-1013`. */
  statusCode?: string;
  statusMessage?: string;
}

/** 8x8 responded with a 4xx; a retry would not help. */
export abstract class EightXEightRefusal extends EightXEightError {
  override readonly extensions: { upstream: UpstreamFault };
  constructor(
    readonly upstream: UpstreamFault,
    detail: string,
  ) {
    super(detail);
    this.extensions = { upstream };
  }
}

/** Any 4xx other than those below. */
export class EightXEightRefusedError extends EightXEightRefusal {
  readonly code = 'eightxeight-refused';
  readonly kind = 'bad-gateway';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 refused the request. See upstream for its reason.');
  }
}

/** 401. Mapped to 502, so that a client does not mistake it for a problem of its own key. */
export class EightXEightUnauthorizedError extends EightXEightRefusal {
  readonly code = 'eightxeight-unauthorized';
  readonly kind = 'bad-gateway';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 rejected the API key. Check EIGHTXEIGHT_API_KEY.');
  }
}

/** 403. */
export class EightXEightForbiddenError extends EightXEightRefusal {
  readonly code = 'eightxeight-forbidden';
  readonly kind = 'bad-gateway';
  constructor(upstream: UpstreamFault) {
    super(upstream, 'The 8x8 API key has no access to this sub-account.');
  }
}

/** 404. */
export class EightXEightNotFoundError extends EightXEightRefusal {
  readonly code = 'eightxeight-not-found';
  readonly kind = 'not-found';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 has no such sub-account, number, session or webhook.');
  }
}

/** 422, and 400 for callflows. */
export class EightXEightInvalidRequestError extends EightXEightRefusal {
  readonly code = 'eightxeight-invalid-request';
  readonly kind = 'unprocessable';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 rejected the request as invalid. See upstream for its reason.');
  }
}

const REFUSALS: Readonly<Record<number, new (upstream: UpstreamFault) => EightXEightRefusal>> = {
  400: EightXEightInvalidRequestError,
  401: EightXEightUnauthorizedError,
  403: EightXEightForbiddenError,
  404: EightXEightNotFoundError,
  422: EightXEightInvalidRequestError,
};

/** Returns the error for a 4xx other than 429. */
export const refusal = (upstream: UpstreamFault): EightXEightRefusal =>
  new (REFUSALS[upstream.status] ?? EightXEightRefusedError)(upstream);

const UNAVAILABLE = {
  timeout: '8x8 did not respond in time.',
  network: '8x8 could not be reached.',
  'server-error': '8x8 returned a server error.',
  'rate-limited': '8x8 received too many requests.',
} as const;
export type UnavailableReason = keyof typeof UNAVAILABLE;

/** No response, 429 or 5xx. It is unknown whether 8x8 carried out the request. */
export class EightXEightUnavailableError extends EightXEightError {
  readonly code = 'eightxeight-unavailable';
  readonly kind = 'unavailable';
  override readonly extensions: {
    reason: UnavailableReason;
    networkCode?: string;
    upstream?: UpstreamFault;
  };
  /**
   * @param more.networkCode Node's error code, for example `ECONNREFUSED`
   * @param retryAfterMs the wait that 8x8 asks for
   */
  constructor(
    readonly reason: UnavailableReason,
    readonly more: { networkCode?: string; upstream?: UpstreamFault } = {},
    readonly retryAfterMs?: number,
  ) {
    super(UNAVAILABLE[reason]);
    this.extensions = { reason, ...more };
  }
}

const BAD_ANSWER = {
  redirect: 'It is a redirect, which Maskline never follows.',
  'too-large': 'It is too large.',
  'not-json': 'It is not JSON.',
  unexpected: 'It does not have the documented fields.',
} as const;
export type BadResponseReason = keyof typeof BAD_ANSWER;

/** A response that is not from 8x8, or not as documented. */
export class EightXEightBadResponseError extends EightXEightError {
  readonly code = 'eightxeight-bad-response';
  readonly kind = 'bad-gateway';
  override readonly extensions: { reason: BadResponseReason; field?: string };
  /** @param field path in the response, for example `numbers[3].msisdn`; never its value */
  constructor(
    readonly reason: BadResponseReason,
    field?: string,
  ) {
    super(`The response of 8x8 is invalid. ${BAD_ANSWER[reason]}`);
    this.extensions = { reason, ...(field !== undefined && { field }) };
  }
}
