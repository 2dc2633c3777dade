/** What the decisions, reasons and outcomes of calls mean, for people. */
export const REASONS: Readonly<Record<string, string>> = {
  callable: 'The caller is a party of a booking that is callable now.',
  'pin-accepted': 'The caller entered the PIN of a party.',
  'hook-connected': 'The decision hook of the pool named whom to connect the caller to.',
  'called-from-app': 'Your back end started the call for a party.',
  'pin-required': 'The caller is unknown, and was asked for a PIN.',
  'unknown-number': 'The dialled number is in no pool of the sub-account.',
  'unexpected-action': '8x8 asked about something that is neither an incoming call nor a PIN.',
  'number-disabled': 'An operator has disabled the dialled number.',
  'caller-withheld': 'The caller withholds the phone number, or it is not usable.',
  'caller-is-virtual': 'The caller is a virtual number itself.',
  'too-many-calls': 'The caller has called more often than the pool allows per minute.',
  'not-a-party': 'The caller is a party of no booking on the dialled number.',
  'booking-ended': 'The booking has ended, so the caller can no longer reach the other party.',
  'not-started': 'The booking has not started yet.',
  blocked: 'A block forbids the caller to reach the other party.',
  'caller-not-allowed': 'On this booking only the other party may call.',
  'party-missing': 'The other party has not joined the booking yet.',
  'quiet-hours': 'The other party has quiet hours now.',
  'pin-wrong': 'The number has no such PIN, or nothing was entered.',
  'pin-locked': 'Too many wrong PINs were entered within the hour.',
  'booking-changed': 'The session was connected for another booking before.',
  'hook-refused': 'The decision hook of the pool refused the call.',
  'hook-failed': 'The decision hook of the pool gave no valid answer in time.',
  'hook-target-refused': 'The decision hook named a phone that may not be reached.',
  'route-refused': 'The stored route failed a check, so nobody was connected. Look at the log.',
  'too-late': 'The decision came too late for 8x8.',
  'response-lost': 'The response did not reach 8x8.',
};

export const DECISIONS: Readonly<Record<string, string>> = {
  connect: 'Connected',
  refuse: 'Refused',
  ask: 'Asked for a PIN',
};

/** Colours that are readable in light and dark. */
export const OUTCOME_COLORS: Readonly<Record<string, string>> = {
  answered: 'teal',
  'in-progress': 'blue',
  missed: 'orange',
  busy: 'orange',
  unreachable: 'orange',
  'caller-hung-up': 'gray.6',
  refused: 'red',
  failed: 'red',
  unknown: 'gray.6',
  forwarding: 'blue',
  forwarded: 'cyan',
  delivered: 'teal',
  undelivered: 'orange',
};

export const STATUS_COLORS: Readonly<Record<string, string>> = {
  open: 'blue',
  active: 'teal',
  completed: 'gray.6',
  cancelled: 'gray.6',
  expired: 'gray.6',
  enabled: 'teal',
  draining: 'orange',
  disabled: 'gray.6',
  pending: 'blue',
  revoked: 'red',
  delivered: 'teal',
  dead: 'red',
  done: 'teal',
  running: 'blue',
  interrupted: 'orange',
  refused: 'orange',
  failed: 'red',
  Active: 'teal',
  Unhealthy: 'red',
  Expiring: 'orange',
  Inactive: 'gray.6',
};

/** Of a call for which Maskline recorded no decision. */
const NO_DECISION =
  'No decision is recorded: no call handle arrived, or the caller heard "try again later" (see the log).';

export const reasonInWords = (reason: string | null): string =>
  reason === null ? NO_DECISION : (REASONS[reason] ?? reason);

const NUMBER = new Intl.NumberFormat();
export const inWords = (count: number): string => NUMBER.format(count);

/** Returns `81 %`; a dash for an unknown share. */
export const percent = (share: number | null | undefined, digits = 0): string =>
  share === null || share === undefined ? '–' : `${(share * 100).toFixed(digits)} %`;

/** Returns `1 h 5 min` for seconds. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
