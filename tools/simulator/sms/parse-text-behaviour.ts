import { checkReports } from '../parse-behaviour.js';
import { check, checkInteger, checkWord, fieldsOf } from '../api/request-fields.js';
import {
  type InboundTextBehaviour,
  SMS_OUTCOMES,
  SMS_RESPONSES,
  type TextBehaviour,
} from './text-behaviour.js';

/** 8x8 looks for receipts for 48 hours. */
const MAX_SECONDS = 172_800;
const MAX_COPIES = 100;
const FLAGS = ['receiptsBeforeResponse', 'withoutPlus', 'extraFields'] as const;
const OTHERS = [
  'response',
  'retryAfterSeconds',
  'outcome',
  'errorCode',
  'afterSeconds',
  'receipts',
  'source',
  'smsCount',
  'overlong',
] as const;

/** @throws InvalidRequestError names the invalid field */
export function parseTextBehaviour(value: unknown): TextBehaviour {
  const fields = fieldsOf(value, 'behaviour', [...OTHERS, ...FLAGS]);
  const { afterSeconds, source, receipts } = fields;
  checkWord(fields['response'], SMS_RESPONSES, 'behaviour.response');
  checkWord(fields['outcome'], SMS_OUTCOMES, 'behaviour.outcome');
  checkWord(fields['overlong'], ['cut', 'refused'], 'behaviour.overlong');
  checkInteger(fields['retryAfterSeconds'], 0, 3600, 'behaviour.retryAfterSeconds');
  checkInteger(fields['errorCode'], 0, 999, 'behaviour.errorCode');
  checkInteger(fields['smsCount'], 0, 1000, 'behaviour.smsCount');
  check(
    afterSeconds === undefined ||
      (typeof afterSeconds === 'number' && afterSeconds >= 0 && afterSeconds <= MAX_SECONDS),
    `behaviour.afterSeconds is not a number of seconds from 0 to ${MAX_SECONDS}`,
  );
  check(source === undefined || typeof source === 'string', 'behaviour.source is not a text');
  for (const flag of FLAGS) checkFlag(fields[flag], `behaviour.${flag}`);
  if (receipts !== undefined) checkReports(receipts, 'behaviour.receipts');
  // All fields are validated at this point, which the compiler cannot see.
  return fields as TextBehaviour;
}

/** @throws InvalidRequestError names the invalid field */
export function parseInboundTextBehaviour(value: unknown): InboundTextBehaviour {
  const known = ['copies', 'namespace', 'smsCount', 'extraFields'];
  const fields = fieldsOf(value, 'behaviour', known);
  checkInteger(fields['copies'], 1, MAX_COPIES, 'behaviour.copies');
  checkWord(fields['namespace'], ['SMS', 'ChatApps'], 'behaviour.namespace');
  checkInteger(fields['smsCount'], 0, 1000, 'behaviour.smsCount');
  checkFlag(fields['extraFields'], 'behaviour.extraFields');
  return fields as InboundTextBehaviour;
}

const checkFlag = (value: unknown, what: string): void =>
  check(value === undefined || typeof value === 'boolean', `${what} is not true or false`);
