import { callflowFaults, type CallflowAction } from '../../../src/eightxeight/index.js';
import type { AppCallflow } from './app-call.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import { unknownVoices } from '../api/speech-profiles.js';

/** A request of "Send Callflow" that 8x8 would accept. */
export interface AppCallRequest {
  callflow: AppCallflow;
  /** ISO 8601. */
  validUntil?: string;
}

/** Why 8x8 would refuse the request. Source: its "Voice Status Codes Reference". */
export class CallflowRefusal {
  constructor(
    /** 400 for a malformed body, 422 for one that is not allowed, as in 8x8's examples. */
    readonly httpStatus: 400 | 422,
    readonly statusCode: number,
    readonly statusMessage: string,
  ) {}
}

/** A session has two legs. */
const MAX_MAKE_CALLS = 2;

/** Reads the body of "Send Callflow". @returns the request, or its first error */
export function parseAppCall(
  body: unknown,
  numbers: NumberRegistry,
  now: Date,
): AppCallRequest | CallflowRefusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return new CallflowRefusal(400, -1001, 'Invalid JSON request body');
  }
  const { callflow, validUntil } = body as Record<string, unknown>;
  const refusal =
    malformation(callflow) ??
    expiry(validUntil, now) ??
    misuse(callflow as CallflowAction[], numbers);
  return refusal ?? (body as AppCallRequest);
}

function malformation(callflow: unknown): CallflowRefusal | undefined {
  const [fault] = callflowFaults({ callflow });
  if (fault === undefined) return undefined;
  if (fault.endsWith('voiceProfile is missing')) return WRONG_VOICE;
  return fault.endsWith('unknown action')
    ? new CallflowRefusal(400, -1007, `Invalid action type was used: ${fault}`)
    : invalidEntry(fault);
}

function expiry(validUntil: unknown, now: Date): CallflowRefusal | undefined {
  if (validUntil === undefined) return undefined;
  const time = typeof validUntil === 'string' ? Date.parse(validUntil) : Number.NaN;
  if (Number.isNaN(time)) return invalidEntry('validUntil is not a time in ISO 8601');
  return time > now.getTime()
    ? undefined
    : refused(-1015, 'The validity period of the call flow request has expired');
}

function misuse(
  callflow: readonly CallflowAction[],
  numbers: NumberRegistry,
): CallflowRefusal | undefined {
  if (callflow[0]?.action !== 'makeCall') {
    return refused(-1013, 'Invalid Callflow : First action should be a MakeCall action');
  }
  const calls = callflow.filter((action) => action.action === 'makeCall');
  if (calls.length > MAX_MAKE_CALLS) {
    return refused(-1010, 'Some actions are provided beyond the allowed count');
  }
  if (callflow.slice(0, -1).some(({ action }) => action === 'hangup')) {
    return refused(-1012, 'Invalid Callflow : Incorrect use of action Hangup');
  }
  if (unknownVoices(callflow).length > 0) return WRONG_VOICE;
  return calls.every(({ params }) => numbers.find(params.source))
    ? undefined
    : refused(-1014, 'Source or caller ID is not allowed');
}

const invalidEntry = (fault: string) =>
  new CallflowRefusal(400, -1009, `Invalid call flow entry provided. ${fault}`);

const refused = (statusCode: number, statusMessage: string) =>
  new CallflowRefusal(422, statusCode, statusMessage);

const WRONG_VOICE = refused(-1002, 'Speech profile or language parameter invalid');
