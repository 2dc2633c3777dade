import {
  EightXEightBadResponseError,
  type EightXEightError,
  EightXEightForbiddenError,
  EightXEightInvalidArgumentError,
  EightXEightInvalidRequestError,
  EightXEightNotFoundError,
  EightXEightRefusal,
  EightXEightUnauthorizedError,
  EightXEightUnavailableError,
  type UpstreamFault,
} from '../../src/eightxeight/index.js';

/** Describes a failure of 8x8's API and what an operator can do about it. */
export function adviceOn(error: EightXEightError): string {
  if (error instanceof EightXEightUnauthorizedError) {
    return '8x8 does not know the API key (401). Check EIGHTXEIGHT_API_KEY: it must be complete, without "Bearer", and not revoked in 8x8 Connect.';
  }
  if (error instanceof EightXEightForbiddenError) {
    return 'The API key has no access to this sub-account (403). Check the spelling of --sub-account, and that the key belongs to the same 8x8 account.';
  }
  if (error instanceof EightXEightNotFoundError) {
    return 'The sub-account does not exist, or has no voice product (404). Check --sub-account and EIGHTXEIGHT_BASE_URL.';
  }
  if (error instanceof EightXEightInvalidRequestError) {
    return `8x8 rejected this webhook (${saidBy(error.upstream)}). Check PUBLIC_URL and the first of WEBHOOK_SECRETS. If 8x8 does not offer this type to your sub-account, contact its support.`;
  }
  if (error instanceof EightXEightRefusal) return `${error.detail} (${saidBy(error.upstream)})`;
  if (error instanceof EightXEightUnavailableError) return unavailableAdvice(error);
  if (error instanceof EightXEightBadResponseError) {
    return `${error.detail} Check that EIGHTXEIGHT_BASE_URL is the address of 8x8, and that no proxy responds in its place.`;
  }
  if (error instanceof EightXEightInvalidArgumentError) {
    return 'The sub-account id is invalid: it must be 3 to 50 letters, digits and any of - . _ &.';
  }
  return error.detail;
}

function unavailableAdvice({ detail, reason, more }: EightXEightUnavailableError): string {
  if (reason === 'network') {
    return `${detail} (${more.networkCode ?? 'connection lost'}) Check EIGHTXEIGHT_BASE_URL, and that this machine may connect to it.`;
  }
  return `${detail} Try again later; completed steps are kept and not repeated.`;
}

const saidBy = ({ status, statusCode, statusMessage, errorId }: UpstreamFault): string =>
  [status, statusMessage, statusCode && `code ${statusCode}`, errorId && `errorId ${errorId}`]
    .filter(Boolean)
    .join(', ');
