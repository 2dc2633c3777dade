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
import type { Platform } from './platform.js';

type Names = Pick<Platform, 'argument' | 'product' | 'baseUrlSetting' | 'secretsSetting'>;

/** Describes a failure of 8x8's API and what an operator can do about it. */
export function adviceOn(error: EightXEightError, names: Names): string {
  const { argument, product, baseUrlSetting, secretsSetting } = names;
  if (error instanceof EightXEightUnauthorizedError) {
    return '8x8 does not know the API key (401). Check EIGHTXEIGHT_API_KEY: it must be complete, without "Bearer", and not revoked in 8x8 Connect.';
  }
  if (error instanceof EightXEightForbiddenError) {
    return `The API key has no access to this sub-account (403). Check the spelling of ${argument}, and that the key belongs to the same 8x8 account.`;
  }
  if (error instanceof EightXEightNotFoundError) {
    return `The sub-account does not exist, or has no ${product} product (404). Check ${argument} and ${baseUrlSetting}.`;
  }
  if (error instanceof EightXEightInvalidRequestError) {
    if (OLD_FORMAT.test(error.upstream.statusMessage ?? '')) return oldFormatAdvice(error.upstream);
    return `8x8 rejected this webhook (${saidBy(error.upstream)}). Check ${argument}, PUBLIC_URL and the first of ${secretsSetting}. If 8x8 does not offer this type to your sub-account, contact its support.`;
  }
  if (error instanceof EightXEightRefusal) return `${error.detail} (${saidBy(error.upstream)})`;
  if (error instanceof EightXEightUnavailableError) return unavailableAdvice(error, baseUrlSetting);
  if (error instanceof EightXEightBadResponseError) {
    return `${error.detail} Check that ${baseUrlSetting} is the address of 8x8, and that no proxy responds in its place.`;
  }
  if (error instanceof EightXEightInvalidArgumentError) {
    return 'The sub-account id is invalid: it must be 3 to 50 letters, digits and any of - . _ &.';
  }
  return error.detail;
}

/** 8x8's text about a webhook that its old API registered. Source: 8x8, "Webhook migration guide". */
const OLD_FORMAT = /webhook with an old format exists/;

const oldFormatAdvice = ({ statusMessage }: UpstreamFault): string =>
  'A webhook of the old format blocks it. Delete the old one in 8x8 Connect, or with DELETE at ' +
  'https://api.wavecell.com/config/v1/webhook, and run this command again. The receiver of its messages ' +
  `now will not receive them any longer. 8x8 says: ${statusMessage}`;

function unavailableAdvice(
  { detail, reason, more }: EightXEightUnavailableError,
  baseUrlSetting: string,
): string {
  if (reason === 'network') {
    return `${detail} (${more.networkCode ?? 'connection lost'}) Check ${baseUrlSetting}, and that this machine may connect to it.`;
  }
  return `${detail} Try again later; completed steps are kept and not repeated.`;
}

const saidBy = ({ status, statusCode, statusMessage, errorId }: UpstreamFault): string =>
  [status, statusMessage, statusCode && `code ${statusCode}`, errorId && `errorId ${errorId}`]
    .filter(Boolean)
    .join(', ');
