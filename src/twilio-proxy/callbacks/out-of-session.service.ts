import { Injectable } from '@nestjs/common';
import {
  type CallToAsk,
  type HookAnswer,
  HookFailure,
  type HookResponse,
} from '../../callhandle/index.js';
import { DomainError, InvalidPhoneNumberError } from '../../platform/errors/index.js';
import { ADMIN_JSON, readJson } from '../../platform/input/index.js';
import { AuditTrail } from '../../platform/security/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import { type CallerMessage, isCallerMessage } from '../../pool/index.js';
import { FormReader } from '../http/form.js';
import { SessionService } from '../sessions/session.service.js';
import { sidOf } from '../sid.js';
import { CallbackContext, principalOf } from './callback-context.service.js';
import { readTwiml, TwimlError, type TwimlVerb } from './twiml.js';

/** Longest reply. Source: Twilio, "TwiML Message". */
const MAX_REPLY = 1_600;
const XML_TYPES = new Set(['application/xml', 'text/xml', 'text/html']);

/** Reads what an OutOfSessionCallbackUrl answers about a caller or sender without a session. */
@Injectable()
export class OutOfSessionAnswers {
  constructor(
    private readonly context: CallbackContext,
    private readonly sessions: SessionService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @returns undefined: the answer created a session, so the call or text must be decided again
   * @throws HookFailure if it is neither JSON for a new session nor TwiML that Maskline knows
   */
  async read(
    { contentType, body }: HookResponse,
    call: CallToAsk,
  ): Promise<HookAnswer | undefined> {
    if (contentType === 'application/json') {
      await this.createSession(body, call);
      return undefined;
    }
    if (!XML_TYPES.has(contentType)) throw new HookFailure('invalid', 'content-type');
    const verbs = verbsIn(body.toString('utf8'));
    return call.text === undefined ? answerOf(verbs) : replyOf(verbs);
  }

  /** Creates a session of the caller and the participant that the answer names. */
  private async createSession(body: Buffer, call: CallToAsk): Promise<void> {
    const found = await this.context.serviceOf(call.poolId);
    const { caller, virtualNumber, poolId } = call;
    if (!found || !caller || virtualNumber === null) {
      throw new HookFailure('invalid', 'caller-withheld');
    }
    const principal = principalOf(found.account, poolId);
    try {
      const form = new FormReader(formOf(body, caller.e164, virtualNumber));
      const { id } = await this.sessions.create(found.service, form, principal);
      const act = { action: 'twilio-session.create-by-callback', objectType: 'twilio-session' };
      await this.audit.record({ ...act, objectId: sidOf('KC', id) }, principal);
    } catch (error) {
      if (error instanceof DomainError) throw new HookFailure('invalid', error.code);
      throw error;
    }
  }
}

/** @throws HookFailure */
function formOf(body: Buffer, caller: string, virtualNumber: string): Record<string, string[]> {
  const { value } = readJson(body, ADMIN_JSON) as { value?: unknown };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HookFailure('invalid', 'not-an-object');
  }
  const answer = value as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const member = answer[name];
    return typeof member === 'string' || typeof member === 'number' ? String(member) : undefined;
  };
  const callee = text('participantIdentifier');
  if (callee === undefined) throw new HookFailure('invalid', 'no-participant');
  const proxy = text('participantProxyIdentifier');
  const given = Object.entries({
    UniqueName: text('uniqueName'),
    Mode: text('mode'),
    Ttl: text('ttl'),
    DateExpiry: text('dateExpiry'),
  }).flatMap(([name, member]) => (member === undefined ? [] : [[name, [member]] as const]));
  return {
    ...Object.fromEntries(given),
    Participants: [
      JSON.stringify({ Identifier: caller, ProxyIdentifier: virtualNumber }),
      JSON.stringify({ Identifier: callee, ...(proxy && { ProxyIdentifier: proxy }) }),
    ],
  };
}

/** @throws HookFailure */
function verbsIn(document: string): TwimlVerb[] {
  try {
    return readTwiml(document);
  } catch (error) {
    if (error instanceof TwimlError) throw new HookFailure('invalid', `twiml-${error.message}`);
    throw error;
  }
}

/**
 * Maps TwiML to what Maskline can do with a call: connect it, or play one message and hang up.
 * @throws HookFailure
 */
function answerOf(verbs: readonly TwimlVerb[]): HookAnswer {
  const [first, second, ...more] = verbs;
  const isLast = second === undefined || (second.verb === 'Hangup' && more.length === 0);
  if (!isLast) throw new HookFailure('invalid', 'twiml-several-verbs');
  if (first === undefined || first.verb === 'Reject' || first.verb === 'Hangup') {
    return { decision: 'refuse', message: null };
  }
  if (first.verb === 'Message') throw new HookFailure('invalid', 'twiml-verb');
  if (first.verb === 'Dial') {
    return { decision: 'connect', target: { phone: phoneOf(first.number) } };
  }
  const message: CallerMessage =
    first.verb === 'Say' ? { text: first.text } : { fileUrl: first.url };
  if (!isCallerMessage(message)) throw new HookFailure('invalid', 'twiml-message');
  return { decision: 'refuse', message };
}

/** Maps TwiML to what Maskline can do with a text: reply to its sender, or not. @throws HookFailure */
function replyOf([first, ...more]: readonly TwimlVerb[]): HookAnswer {
  if (first === undefined) return { decision: 'refuse', message: null };
  if (first.verb !== 'Message' || more.length > 0) throw new HookFailure('invalid', 'twiml-verb');
  const { text } = first;
  if (text === '' || text.length > MAX_REPLY) throw new HookFailure('invalid', 'twiml-message');
  return { decision: 'refuse', message: { text } };
}

/** @throws HookFailure */
function phoneOf(number: string): PhoneNumber {
  try {
    return PhoneNumber.parse(number);
  } catch (error) {
    if (error instanceof InvalidPhoneNumberError) throw new HookFailure('invalid', 'phone-number');
    throw error;
  }
}
