import { DomainError } from '../../platform/errors/index.js';
import { type TwilioErrorNumber, TwilioProxyError } from './twilio-error.js';

/** Twilio's codes for errors of Maskline, by their code. */
const NUMBER_OF: Readonly<Record<string, TwilioErrorNumber>> = {
  unauthenticated: 20003,
  'scope-missing': 20403,
  'pool-not-found': 20404,
  'pool-name-taken': 80602,
  'virtual-number-not-found': 20404,
  'virtual-number-taken': 80101,
  'virtual-number-in-use': 80611,
  'booking-not-found': 20404,
  'party-not-found': 80609,
  'booking-ended': 80607,
  'same-party-twice': 80103,
  'reference-taken': 80623,
  'assignment-contended': 80623,
  'numbers-contended': 80623,
  'phone-number-withheld': 80404,
  'parties-blocked': 20403,
  'phone-number-is-virtual': 80404,
  'phone-number-country-not-allowed': 80404,
};

/** Returns the error that Twilio would answer with; the same error if Twilio has none. */
export function asTwilioError(error: unknown): unknown {
  if (!(error instanceof DomainError) || error instanceof TwilioProxyError) return error;
  const { code, extensions } = error;
  if (code === 'pool-exhausted') {
    return new TwilioProxyError(exhaustedNumberOf(extensions['reasons'] as Reasons));
  }
  if (code === 'virtual-number-unavailable') {
    return new TwilioProxyError(unavailableNumberOf(extensions['reason'] as string));
  }
  if (code === 'phone-number-invalid' && isIdentifier(extensions['path'])) {
    return new TwilioProxyError(80404);
  }
  const number = NUMBER_OF[code];
  if (number !== undefined) return new TwilioProxyError(number);
  return code.startsWith('phone-number-') ? new TwilioProxyError(80404, error.detail) : error;
}

/** Counts of virtual numbers by the reason for refusing them. */
type Reasons = Readonly<Record<string, number>>;

function exhaustedNumberOf(reasons: Reasons): TwilioErrorNumber {
  const has = (...names: string[]): boolean => names.some((name) => (reasons[name] ?? 0) > 0);
  if (has('conflict', 'cooling')) return 80208;
  if (has('no-sms')) return 80202;
  if (has('no-voice')) return 80201;
  if (has('country')) return 80203;
  return has('reserved') ? 80207 : 80206;
}

function unavailableNumberOf(reason: string): TwilioErrorNumber {
  if (reason === 'not-in-pool') return 80301;
  if (reason === 'no-voice') return 80201;
  if (reason === 'no-sms') return 80202;
  return reason === 'conflict' || reason === 'cooling' ? 80604 : 80206;
}

const isIdentifier = (path: unknown): boolean =>
  path === '' || (typeof path === 'string' && path.endsWith('phoneNumber'));
