import { DomainError } from '../../platform/errors/index.js';

/**
 * Failures of 8x8's API. They have no `cause`: what Node says of a failed request may hold its
 * headers, and so the API key.
 */
export abstract class EightXEightError extends DomainError {}

/** There is no `EIGHTXEIGHT_API_KEY`; nothing was sent. */
export class EightXEightNotConfiguredError extends EightXEightError {
  readonly code = 'eightxeight-not-configured';
  readonly kind = 'unavailable';
  constructor() {
    super('Maskline has no key for the API of 8x8.');
  }
}

/** The argument cannot be one that 8x8 knows; nothing was sent. */
export class EightXEightInvalidArgumentError extends EightXEightError {
  readonly code = 'eightxeight-invalid-argument';
  readonly kind = 'unprocessable';
  override readonly extensions: { argument: string };
  constructor(argument: string) {
    super(`The ${argument} cannot be one of 8x8.`);
    this.extensions = { argument };
  }
}

/** What 8x8 said, without numbers and secrets. */
export interface UpstreamFault {
  /** HTTP status. */
  status: number;
  errorId?: string;
  /** 8x8's own code, for example `1001` or `-1013`. */
  statusCode?: string;
  statusMessage?: string;
}

/** 8x8 answered with a 4xx; doing the same again would not help. */
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

/** Any other 4xx than those below. */
export class EightXEightRefusedError extends EightXEightRefusal {
  readonly code = 'eightxeight-refused';
  readonly kind = 'bad-gateway';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 refused the request.');
  }
}

/** 401. It is our key that is refused, so our own client must not take it for its own. */
export class EightXEightUnauthorizedError extends EightXEightRefusal {
  readonly code = 'eightxeight-unauthorized';
  readonly kind = 'bad-gateway';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 does not accept the API key of Maskline.');
  }
}

/** 403. */
export class EightXEightForbiddenError extends EightXEightRefusal {
  readonly code = 'eightxeight-forbidden';
  readonly kind = 'bad-gateway';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 does not let the API key of Maskline use this sub-account.');
  }
}

/** 404. */
export class EightXEightNotFoundError extends EightXEightRefusal {
  readonly code = 'eightxeight-not-found';
  readonly kind = 'not-found';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 knows nothing of that name.');
  }
}

/** 422, and the 400 that callflows get. */
export class EightXEightInvalidRequestError extends EightXEightRefusal {
  readonly code = 'eightxeight-invalid-request';
  readonly kind = 'unprocessable';
  constructor(upstream: UpstreamFault) {
    super(upstream, '8x8 does not accept what was sent.');
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
  timeout: '8x8 did not answer in time.',
  network: '8x8 could not be reached.',
  'server-error': '8x8 has a failure of its own.',
  'rate-limited': '8x8 asks for fewer requests.',
} as const;
export type UnavailableReason = keyof typeof UNAVAILABLE;

/** No answer, 429 or 5xx. Whether 8x8 did what it was asked to is not known. */
export class EightXEightUnavailableError extends EightXEightError {
  readonly code = 'eightxeight-unavailable';
  readonly kind = 'unavailable';
  override readonly extensions: {
    reason: UnavailableReason;
    networkCode?: string;
    upstream?: UpstreamFault;
  };
  /**
   * @param more.networkCode Node's word for it, as `ECONNREFUSED`
   * @param retryAfterMs how long 8x8 asks to wait
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
  unexpected: 'It has not the fields that 8x8 documents.',
} as const;
export type BadResponseReason = keyof typeof BAD_ANSWER;

/** An answer that is not 8x8's, or not as documented. */
export class EightXEightBadResponseError extends EightXEightError {
  readonly code = 'eightxeight-bad-response';
  readonly kind = 'bad-gateway';
  override readonly extensions: { reason: BadResponseReason; field?: string };
  /** @param field of the answer, as `numbers[3].msisdn`; never its value */
  constructor(
    readonly reason: BadResponseReason,
    field?: string,
  ) {
    super(`The answer of 8x8 makes no sense. ${BAD_ANSWER[reason]}`);
    this.extensions = { reason, ...(field !== undefined && { field }) };
  }
}
