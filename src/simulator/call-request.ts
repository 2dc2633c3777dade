import { randomUUID } from 'node:crypto';
import {
  behaviourNamed,
  CALLEE_BEHAVIOURS,
  type BehaviourName,
  type CallBehaviour,
} from './behaviour.js';
import { InvalidCallRequestError } from './errors.js';
import { isPhoneNumber } from './phone-number.js';

/** Somebody dials a virtual number. */
export interface CallRequest {
  /**
   * The caller's number in E.164, presented as it is written here, with or without `+`.
   * Withheld: `anonymous` is presented as this word, null or nothing as an empty string.
   */
  from?: string | null;
  /** The dialled virtual number in E.164, presented as it is written here. */
  to: string;
  /** Default `answers`. */
  behaviour?: BehaviourName | CallBehaviour;
  /** For tests that repeat a session; default a random UUID. */
  sessionId?: string;
}

/** A call request with nothing left open. */
export interface PlacedCall {
  source: string;
  destination: string;
  behaviour: CallBehaviour;
  sessionId: string;
}

/** A timer holds no more than 24 days, and no call lasts longer than one. */
const MAX_SECONDS = 86_400;
const BEHAVIOUR_NAMES = [...CALLEE_BEHAVIOURS, 'caller-hangs-up'] as const;
const SECONDS_FIELDS = ['answerAfterSeconds', 'talkSeconds', 'callerHangsUpAfterSeconds'] as const;

/** @throws InvalidCallRequestError that names the field which is wrong */
export function parseCallRequest(body: unknown): PlacedCall {
  const request = fieldsOf(body, 'the call', ['from', 'to', 'behaviour', 'sessionId']);
  const { from, to, sessionId } = request;
  check(isPhoneNumber(to), 'to is not a phone number in E.164');
  check(
    isWithheld(from) || isPhoneNumber(from),
    'from is neither a phone number in E.164 nor withheld (null or "anonymous")',
  );
  check(
    sessionId === undefined || (typeof sessionId === 'string' && sessionId !== ''),
    'sessionId is not a text',
  );
  return {
    source: from ?? '',
    destination: to,
    behaviour: parseBehaviour(request['behaviour'] ?? 'answers'),
    sessionId: sessionId ?? randomUUID(),
  };
}

const isWithheld = (from: unknown): from is '' | 'anonymous' | null | undefined =>
  from === undefined || from === null || from === '' || from === 'anonymous';

function parseBehaviour(value: unknown): CallBehaviour {
  if (typeof value === 'string') {
    const name = BEHAVIOUR_NAMES.find((known) => known === value);
    check(name !== undefined, `behaviour is not one of ${BEHAVIOUR_NAMES.join(', ')}`);
    return behaviourNamed(name);
  }
  const fields = fieldsOf(value, 'behaviour', ['callee', 'dtmf', ...SECONDS_FIELDS]);
  const { callee, dtmf } = fields;
  check(
    callee === undefined || CALLEE_BEHAVIOURS.some((known) => known === callee),
    `behaviour.callee is not one of ${CALLEE_BEHAVIOURS.join(', ')}`,
  );
  check(
    dtmf === undefined || dtmf === null || (typeof dtmf === 'string' && /^[\d*#]*$/.test(dtmf)),
    'behaviour.dtmf is not made of 0 to 9, * and #',
  );
  for (const field of SECONDS_FIELDS) {
    check(
      fields[field] === undefined || isSeconds(fields[field]),
      `behaviour.${field} is not a number of seconds from 0 to ${MAX_SECONDS}`,
    );
  }
  // Every field has been checked by now, which the compiler cannot see.
  return fields as CallBehaviour;
}

const isSeconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= MAX_SECONDS;

/** Refuses unknown fields: a misspelt behaviour would otherwise pass as the default one. */
function fieldsOf(value: unknown, what: string, known: string[]): Record<string, unknown> {
  check(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    `${what} is not a JSON object`,
  );
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  check(unknown.length === 0, `${what} has no field ${unknown.join(', ')}`);
  return { ...value };
}

function check(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new InvalidCallRequestError(fault);
}
