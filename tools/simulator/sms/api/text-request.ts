import { randomUUID } from 'node:crypto';
import { check, fieldsOf } from '../../api/request-fields.js';
import { isPhoneNumber } from '../../numbers/phone-number.js';
import { parseInboundTextBehaviour } from '../parse-text-behaviour.js';
import type { InboundTextBehaviour } from '../text-behaviour.js';

/** A request to send a text from a phone to a virtual number. */
export interface TextRequest {
  /** The sender, presented as given: a number with or without `+`, a short code, or letters. */
  from: string;
  /** The virtual number in E.164, presented as given, with or without `+`. */
  to: string;
  body: string;
  /** For tests that repeat a text; default: a random UUID. */
  umid?: string;
  behaviour?: InboundTextBehaviour;
}

/** @throws InvalidRequestError names the invalid field */
export function parseTextRequest(value: unknown): Required<TextRequest> {
  const known = ['from', 'to', 'body', 'umid', 'behaviour'];
  const { from, to, body, umid, behaviour } = fieldsOf(value, 'the text', known);
  check(typeof from === 'string' && from !== '', 'from is not a text');
  check(isPhoneNumber(to), 'to is not a phone number in E.164');
  check(typeof body === 'string', 'body is not a text');
  check(umid === undefined || (typeof umid === 'string' && umid !== ''), 'umid is not a text');
  return {
    from,
    to,
    body,
    umid: umid ?? randomUUID(),
    behaviour: parseInboundTextBehaviour(behaviour ?? {}),
  };
}
