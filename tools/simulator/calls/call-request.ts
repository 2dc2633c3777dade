import { randomUUID } from 'node:crypto';
import type { BehaviourName, CallBehaviour } from '../behaviour.js';
import { parseBehaviour } from '../parse-behaviour.js';
import { isPhoneNumber } from '../numbers/phone-number.js';
import { check, fieldsOf } from '../api/request-fields.js';

/** A request to dial a virtual number. */
export interface CallRequest {
  /**
   * The caller's number in E.164, presented as given, with or without `+`.
   * Withheld: `anonymous` is presented as this word; null or a missing value as an empty string.
   */
  from?: string | null;
  /** The dialled virtual number in E.164, presented as given. */
  to: string;
  /** Default `answers`. */
  behaviour?: BehaviourName | CallBehaviour;
  /** For tests that repeat a session; default: a random UUID. */
  sessionId?: string;
}

/** A call request with all defaults applied. */
export interface PlacedCall {
  source: string;
  destination: string;
  behaviour: CallBehaviour;
  sessionId: string;
}

/** @throws InvalidRequestError names the invalid field */
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
