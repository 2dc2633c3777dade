/**
 * The history of a run: everything that was sent, with its times and its answer, and everything that was
 * read or received. One line of JSON each. The checker knows nothing else.
 * Times are milliseconds since 1970, by the clock that the load and PostgreSQL share.
 */
export type Line = Setup | Operation | Fact;

/** Once in a history. */
export interface Setup {
  type: 'setup';
  /** Virtual numbers of the pool. */
  numbers: string[];
  /** Phones of people; they must appear in no answer and no event. */
  phones: string[];
  graceSeconds: number;
  cooldownSeconds: number;
}

export type Mode = 'shared' | 'per-party';

/** What was asked, by kind. */
export interface Requests {
  create: {
    reference: string;
    mode: Mode;
    parties: { role: string; phone: string }[];
    ttlSeconds: number;
    startsAt: number | null;
  };
  /** Adds the second party, or replaces one. */
  'put-party': { booking: string; role: string; phone: string };
  complete: { booking: string };
  cancel: { booking: string };
  reopen: { booking: string; ttlSeconds: number };
  /** Keeps a person from reaching another one. */
  block: { blocked: string; from: string };
  unblock: { block: string; blocked: string; from: string };
  /** A call handle. */
  call: { session: string; caller: string; number: string };
  text: { umid: string; sender: string; number: string; body: string };
  /** A report of 8x8 about a call that was placed. */
  report: { session: string; what: string; expected: Expected | null };
}
export type Kind = keyof Requests;

/** What the record of a call must say once all of its reports are acknowledged. */
export interface Expected {
  outcome: string;
  talkSeconds: number | null;
  /** How many different reports the call has. */
  reports: number;
}

/** `failure`: there was no answer, and the request may or may not have had its effect. */
export type Answer = { status: number; body: unknown } | { failure: string };

/** One request. A request that is repeated until it is answered has several lines with the same id. */
export type Operation = { [K in Kind]: OperationOf<K> }[Kind];
export interface OperationOf<K extends Kind> {
  type: 'operation';
  kind: K;
  id: string;
  start: number;
  end: number;
  /** The replica that got the request. */
  replica: string;
  request: Requests[K];
  answer: Answer;
}

export type Fact =
  /** From the beginning of a fault to the end of its cause; `recovered`: when all must be as usual. */
  | { type: 'fault'; name: string; start: number; end: number; recovered: number }
  /** A replica could not answer: it was killed or stopped. */
  | { type: 'outage'; replica: string; start: number; end: number }
  /** The load itself did not run, so that it could not measure. */
  | { type: 'lag'; start: number; end: number }
  /** Read at the end by the API: a booking by its reference (null: none), a call (null: none), a text, an event. */
  | { type: 'booking'; reference: string; body: unknown }
  | { type: 'call-record'; session: string; body: unknown }
  | { type: 'message-record'; umid: string; body: unknown }
  | { type: 'event'; body: unknown }
  /** An event that arrived at the receiver. */
  | { type: 'delivery'; at: number; body: unknown }
  /** 8x8 was asked to send a text. */
  | { type: 'sent-text'; at: number; from: string; to: string; body: string };
