import { validate as isUuid } from 'uuid';
import { InvalidPhoneNumberError } from '../../../platform/errors/index.js';
import { ADMIN_JSON, readJson } from '../../../platform/input/index.js';
import { PhoneNumber } from '../../../platform/values/index.js';
import { type CallerMessage, isCallerMessage } from '../../../pool/index.js';
import { HookFailure } from './hook-failure.js';

/** Whom a caller without a booking is connected to. */
export type HookTarget =
  { bookingId: string; calleeRole: string; phone?: undefined } | { phone: PhoneNumber };

/** The answer of a hook. */
export type HookAnswer =
  | { decision: 'allow' }
  | { decision: 'refuse'; message: CallerMessage | null }
  | { decision: 'connect'; target: HookTarget };

/**
 * Reads the answer of a hook. A clear refusal counts even if its message cannot be played: connecting
 * the call instead would be worse.
 * @throws HookFailure if it is not a valid answer
 */
export function readHookAnswer(body: Buffer): HookAnswer {
  const read = readJson(body, ADMIN_JSON);
  if (read.fault !== undefined) throw new HookFailure('invalid', read.fault);
  const answer = read.value;
  if (!isRecord(answer)) throw new HookFailure('invalid', 'not-an-object');
  const { decision, message } = answer;
  if (decision === 'allow') return { decision };
  if (decision === 'refuse') {
    return { decision, message: isCallerMessage(message) ? message : null };
  }
  if (decision === 'connect') return { decision, target: targetOf(answer) };
  throw new HookFailure('invalid', 'unknown-decision');
}

function targetOf({ bookingId, calleeRole, phoneNumber }: Record<string, unknown>): HookTarget {
  if (phoneNumber !== undefined && (bookingId !== undefined || calleeRole !== undefined)) {
    throw new HookFailure('invalid', 'two-targets');
  }
  if (typeof phoneNumber === 'string') return { phone: phoneOf(phoneNumber) };
  if (typeof bookingId !== 'string' || !isUuid(bookingId) || typeof calleeRole !== 'string') {
    throw new HookFailure('invalid', 'no-target');
  }
  return { bookingId: bookingId.toLowerCase(), calleeRole };
}

function phoneOf(text: string): PhoneNumber {
  try {
    return PhoneNumber.parse(text);
  } catch (error) {
    if (error instanceof InvalidPhoneNumberError) throw new HookFailure('invalid', 'phone-number');
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
