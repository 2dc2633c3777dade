import {
  behaviourNamed,
  CALLEE_BEHAVIOURS,
  RECORDING_REPORTS,
  RECORDING_UPLOADS,
  REPORT_ORDERS,
  type AppCallBehaviour,
  type CallBehaviour,
} from './behaviour.js';
import { check, checkInteger, checkWord, fieldsOf } from './api/request-fields.js';

/** Timers support at most 24 days, and no call lasts longer than one. */
const MAX_SECONDS = 86_400;
const MAX_COPIES = 100;
const BEHAVIOUR_NAMES = [...CALLEE_BEHAVIOURS, 'caller-hangs-up'] as const;
const SECONDS_FIELDS = ['answerAfterSeconds', 'talkSeconds', 'callerHangsUpAfterSeconds'] as const;
const OTHER_FIELDS = ['callee', 'dtmf', 'recordingUpload', 'recordingReport', 'reports'] as const;
const APP_CALL_FIELDS = ['caller', 'callerAnswersAfterSeconds'] as const;

/** @throws InvalidRequestError names the invalid field */
export function parseBehaviour(value: unknown): CallBehaviour {
  if (typeof value === 'string') return parseName(value);
  return parseFields(fieldsOf(value, 'behaviour', [...OTHER_FIELDS, ...SECONDS_FIELDS]));
}

/** @throws InvalidRequestError names the invalid field */
export function parseAppCallBehaviour(value: unknown): AppCallBehaviour {
  if (typeof value === 'string') return parseName(value);
  const known = [...OTHER_FIELDS, ...SECONDS_FIELDS, ...APP_CALL_FIELDS];
  const fields = fieldsOf(value, 'behaviour', known);
  checkWord(fields['caller'], CALLEE_BEHAVIOURS, 'behaviour.caller');
  checkSeconds(fields, 'callerAnswersAfterSeconds');
  return parseFields(fields);
}

function parseName(value: string): CallBehaviour {
  const name = BEHAVIOUR_NAMES.find((known) => known === value);
  check(name !== undefined, `behaviour is not one of ${BEHAVIOUR_NAMES.join(', ')}`);
  return behaviourNamed(name);
}

function parseFields(fields: Record<string, unknown>): CallBehaviour {
  const { callee, dtmf, recordingUpload, recordingReport, reports } = fields;
  checkWord(callee, CALLEE_BEHAVIOURS, 'behaviour.callee');
  checkWord(recordingUpload, RECORDING_UPLOADS, 'behaviour.recordingUpload');
  checkWord(recordingReport, RECORDING_REPORTS, 'behaviour.recordingReport');
  check(
    dtmf === undefined || dtmf === null || (typeof dtmf === 'string' && /^[\d*#]*$/.test(dtmf)),
    'behaviour.dtmf has characters other than 0 to 9, * and #',
  );
  for (const field of SECONDS_FIELDS) checkSeconds(fields, field);
  if (reports !== undefined) checkReports(reports, 'behaviour.reports');
  // All fields are validated at this point, which the compiler cannot see.
  return fields as CallBehaviour;
}

function checkSeconds(fields: Record<string, unknown>, field: string): void {
  const value = fields[field];
  check(
    value === undefined || (typeof value === 'number' && value >= 0 && value <= MAX_SECONDS),
    `behaviour.${field} is not a number of seconds from 0 to ${MAX_SECONDS}`,
  );
}

/** @throws InvalidRequestError names the invalid field */
export function checkReports(value: unknown, what: string): void {
  const { copies, order, seed } = fieldsOf(value, what, ['copies', 'order', 'seed']);
  checkInteger(copies, 1, MAX_COPIES, `${what}.copies`);
  checkWord(order, REPORT_ORDERS, `${what}.order`);
  checkInteger(seed, 0, 2 ** 32 - 1, `${what}.seed`);
}
