import type { Integer, NumberKind } from '../../platform/values/index.js';
import type { PlayFileParams, SayParams } from '../../eightxeight/index.js';

/** A message to a caller: a text that is read out, or a file that is played. */
export type CallerMessage = SayParams | PlayFileParams;

/** Messages of a pool. Maskline's defaults replace missing ones. */
export interface PoolMessages {
  /** The booking has ended. */
  ended?: CallerMessage;
  /** The caller has no booking on the dialled number. */
  notAParty?: CallerMessage;
  /** Only the other party may call on this booking. */
  callsNotAllowed?: CallerMessage;
  /** The booking has not started yet. */
  notStarted?: CallerMessage;
  /** The callee's quiet hours. */
  quietHours?: CallerMessage;
  /** The other party has not joined yet. */
  partyMissing?: CallerMessage;
  /** The caller has called too often. */
  tooManyCalls?: CallerMessage;
  /** Asks an unknown caller for a PIN; a text. */
  enterPin?: SayParams;
  /** Asks again after a wrong PIN; a text. */
  wrongPin?: SayParams;
  /** No valid PIN was entered, or too many wrong ones. */
  pinRefused?: CallerMessage;
  /** Played to the caller before the call is connected. */
  announcement?: CallerMessage;
  /**
   * A text to the callee of a missed call; absent: none is sent. `{role}` is the caller's role and
   * `{number}` the virtual number.
   */
  missedCallText?: string;
}

/** The messages of a pool in one language. */
export interface PoolLanguage {
  /** BCP 47, such as `de` or `pt-BR`. */
  language: string;
  /** Calling codes of the callers who hear it, unless their party has another language. */
  callingCodes: string[];
  /** An 8x8 voice profile, for every text without one of its own. */
  voiceProfile: string;
  /** The pool's `messages` replace missing ones. */
  messages: PoolMessages;
}

/**
 * `balanced`: the least loaded of a few candidates. `packed`: the first number that fits, for
 * scarce or expensive numbers.
 */
export const SELECTIONS = ['balanced', 'packed'] as const;
export type Selection = (typeof SELECTIONS)[number];

/**
 * `shared`: both parties of a booking dial the same number. `per-party`: each party dials a number
 * of its own, which must be free for that party only.
 */
export const NUMBER_MODES = ['shared', 'per-party'] as const;
export type NumberMode = (typeof NUMBER_MODES)[number];

/**
 * Whether a booking's number must (`require`) or should (`prefer`) have the country of one of its
 * parties; in mode `per-party`, of the party that dials it.
 */
export const COUNTRY_MATCHES = ['require', 'prefer', 'off'] as const;
export type CountryMatch = (typeof COUNTRY_MATCHES)[number];

/**
 * `enable`: a new number takes bookings at once. `approve`: it waits until an operator enables it.
 */
export const NEW_NUMBERS = ['enable', 'approve'] as const;
export type NewNumbers = (typeof NEW_NUMBERS)[number];

/**
 * `off`: no booking is moved. `drain-only`: only bookings on numbers that take no new bookings.
 * `full`: also bookings on crowded numbers.
 */
export const REBALANCES = ['off', 'drain-only', 'full'] as const;
export type Rebalance = (typeof REBALANCES)[number];

/** How the parties of a booking can reach each other. */
export const CHANNELS = ['voice', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * `at-most-once`: a text that 8x8 may have taken is not sent again, and may be lost.
 * `at-least-once`: it is sent again, and may arrive twice.
 */
export const MESSAGE_DELIVERIES = ['at-most-once', 'at-least-once'] as const;
export type MessageDelivery = (typeof MESSAGE_DELIVERIES)[number];

/** `phone-numbers`: runs of seven or more digits become `***` in texts between parties. */
export const MESSAGE_REDACTIONS = ['off', 'phone-numbers'] as const;
export type MessageRedaction = (typeof MESSAGE_REDACTIONS)[number];

/**
 * Texts that Maskline handles itself and never forwards. A text counts if it consists of the word,
 * in any case, and punctuation.
 */
export interface MessageKeywords {
  /** The sender opts out of texts from this virtual number. */
  stop: string[];
  /** Undoes `stop`. */
  start: string[];
  /** Answered with `messageReplies.help`, if the pool has it. */
  help: string[];
}

/**
 * Texts to senders, at most one per sender and virtual number in 24 hours. Without them Maskline
 * stays silent.
 */
export interface MessageReplies {
  /** The text was not forwarded. */
  refused?: string;
  /** To a `help` keyword. */
  help?: string;
}

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** A span of time on some days of the week. It may end on the next day. */
export interface QuietSpan {
  /** Days on which the span begins; absent: every day. */
  days?: Day[];
  /** Time of day, such as `22:00`. */
  from: string;
  /** Time of day; not after `from`: on the next day. */
  to: string;
}

/** Times at which calls to a party are refused, by the clock on the wall of a time zone. */
export interface QuietHours {
  /** IANA name, such as `Asia/Singapore`. */
  timeZone: string;
  spans: QuietSpan[];
  /** Roles whose calls connect nevertheless. */
  exemptRoles?: string[];
}

/** The rules of a pool for its bookings. All times are in seconds. */
export interface PoolPolicy {
  /** Lifetime of a booking if the client sets none. */
  bookingTtlSeconds: Integer;
  /** How long the parties can still call each other after completion. */
  graceSeconds: Integer;
  /** How long after that neither party gets the number for a booking with someone else. */
  cooldownSeconds: Integer;
  /** Whether a pair gets its previous number again, if it is free. */
  sticky: boolean;
  /**
   * Whether a pair gets another number than its previous ones, if one is free. Takes precedence
   * over `sticky`.
   */
  avoidLastNumber: boolean;
  /** Maximum number of active bookings per virtual number; null for no limit. */
  maxActiveBookings: Integer | null;
  callRecording: boolean;
  /** Quiet hours of parties that have none of their own in the booking; null: none. */
  quietHours: QuietHours | null;
  /** Whether calls are recorded only if the caller hears an announcement first. */
  recordingRequiresAnnouncement: boolean;
  messages: PoolMessages;
  /** The messages in other languages. */
  languages: PoolLanguage[];
  selection: Selection;
  countryMatch: CountryMatch;
  /** Whether numbers that share the most leading digits with the parties' phones come first. */
  prefixMatch: boolean;
  /** Whether the parties of a booking share a virtual number, unless the booking says otherwise. */
  numberMode: NumberMode;
  /** Countries (ISO 3166) that parties' numbers may belong to; null for any. */
  allowedCountries: string[] | null;
  /** Kinds of numbers, besides ordinary phones, that parties may have. */
  allowedNumberKinds: NumberKind[];
  /** Maximum number of calls per minute from one caller to one number; null for no limit. */
  maxCallsPerMinute: Integer | null;
  /**
   * Whether each party gets a PIN, for which callers with an unknown or withheld number are asked.
   * Requires `sayAndCapture`, which 8x8 documents for IVR sub-accounts only.
   */
  partyPin: boolean;
  /** Whether numbers that 8x8 lists and no pool contains are enabled at once or need approval. */
  newNumbers: NewNumbers;
  rebalance: Rebalance;
  /** How far the load of a number may exceed the mean, as a share of the mean. */
  rebalanceTolerance: number;
  /** Maximum number of bookings that one run of the job moves. */
  maxMovesPerRun: Integer;
  /** Channels of bookings that name none. `sms` requires an `smsSubAccountId`. */
  channels: Channel[];
  /** Maximum number of texts per minute from one sender to one number; null for no limit. */
  maxMessagesPerMinute: Integer | null;
  messageDelivery: MessageDelivery;
  /** Whether a forwarded text begins with the sender's role, such as `Rider: `. */
  messageRolePrefix: boolean;
  messageKeywords: MessageKeywords;
  messageReplies: MessageReplies;
  /** Hours for which an accepted text is kept, encrypted; 0: it is deleted once it was sent. */
  messageRetentionHours: Integer;
  messageRedaction: MessageRedaction;
  /** Minutes in which a person gets at most one text about missed calls from a number. */
  missedCallTextMinutes: Integer;
}

export const DEFAULT_POLICY: Readonly<PoolPolicy> = {
  bookingTtlSeconds: 4 * 60 * 60,
  graceSeconds: 30 * 60,
  cooldownSeconds: 24 * 60 * 60,
  sticky: true,
  avoidLastNumber: false,
  maxActiveBookings: null,
  callRecording: false,
  quietHours: null,
  recordingRequiresAnnouncement: false,
  messages: {},
  languages: [],
  selection: 'balanced',
  countryMatch: 'off',
  prefixMatch: false,
  numberMode: 'shared',
  allowedCountries: null,
  allowedNumberKinds: [],
  maxCallsPerMinute: 30,
  partyPin: false,
  newNumbers: 'approve',
  rebalance: 'drain-only',
  rebalanceTolerance: 0.1,
  maxMovesPerRun: 500,
  channels: ['voice'],
  maxMessagesPerMinute: 30,
  messageDelivery: 'at-most-once',
  messageRolePrefix: false,
  messageKeywords: {
    stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'CANCEL', 'QUIT', 'ARRET', 'ARRETE', 'ARRETT'],
    start: ['START', 'UNSTOP', 'DEBUT'],
    help: ['HELP', 'INFO'],
  },
  messageReplies: {},
  messageRetentionHours: 0,
  messageRedaction: 'off',
  missedCallTextMinutes: 10,
};
