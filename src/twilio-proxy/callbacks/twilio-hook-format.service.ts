import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type CallToAsk,
  type HookAnswer,
  HookFailure,
  type HookFormat,
  HookFormats,
  type HookQuestion,
  type HookResponse,
  type HookToAsk,
} from '../../callhandle/index.js';
import { ClockWatch } from '../../platform/database/index.js';
import { AuditTrail } from '../../platform/security/index.js';
import type { Interaction } from '../interactions/interaction.js';
import { participantSidOf, sidOf, sidOfCarrierId } from '../sid.js';
import { type CallbackService, CallbackContext, principalOf } from './callback-context.service.js';
import { interactionParameters } from './interaction-parameters.js';
import { OutOfSessionAnswers } from './out-of-session.service.js';
import { signedForm } from './signature.js';

/**
 * Asks the InterceptCallbackUrl of a service before a call is connected or a text is forwarded, and
 * its OutOfSessionCallbackUrl about a caller or sender without a session.
 */
@Injectable()
export class TwilioHookFormat implements HookFormat, OnModuleInit {
  constructor(
    private readonly formats: HookFormats,
    private readonly context: CallbackContext,
    private readonly outOfSession: OutOfSessionAnswers,
    private readonly clock: ClockWatch,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.formats.add('twilio-proxy', this);
  }

  async questionOf(
    call: CallToAsk,
    { reference }: HookToAsk,
    [token = '']: readonly string[],
  ): Promise<HookQuestion | undefined> {
    const found = await this.context.serviceOf(call.poolId);
    if (!found) return undefined;
    const { service } = found;
    const isUnknown = call.reason === 'not-a-party';
    const url = isUnknown ? service.out_of_session_callback_url : service.intercept_callback_url;
    if (url === null) return undefined;
    const parameters = isUnknown
      ? await this.parametersOfUnknown(call, found)
      : await this.parametersOfParty(call, reference, found);
    if (!parameters) return undefined;
    const { href } = new URL(url);
    return { url: href, ...signedForm(token, href, parameters) };
  }

  /** A 403 blocks a call or text of a session; anything else lets it through, as Twilio documents. */
  async answerOf(response: HookResponse, call: CallToAsk): Promise<HookAnswer | undefined> {
    if (call.reason !== 'not-a-party') {
      return response.status === 403
        ? { decision: 'refuse', message: null }
        : { decision: 'allow' };
    }
    const { status } = response;
    if (status !== 200) throw new HookFailure('status', `status-${status}`);
    return this.outOfSession.read(response, call);
  }

  private async parametersOfParty(
    call: CallToAsk,
    reference: string | null,
    found: CallbackService,
  ): Promise<Record<string, string> | undefined> {
    const session = await this.context.sessionOf(call.poolId, reference);
    if (!session) return undefined;
    const now = new Date(this.clock.now());
    const resource = resourceOf(call);
    const isText = call.text !== undefined;
    const body = isText ? await this.bodyOf(call, found) : undefined;
    const interaction: Interaction = {
      sid: sidOfCarrierId('KI', call.sessionId),
      type: isText ? 'message' : 'voice',
      data: JSON.stringify(isText ? { body } : { duration: '0' }),
      inbound: {
        participantSid: call.callerRole && participantSidOf(call.callerRole),
        resourceSid: resource.sid,
        status: resource.status,
      },
      outbound: { participantSid: null, resourceSid: '', status: '' },
      createdAt: now,
      updatedAt: now,
    };
    return interactionParameters(interaction, session.id, found, false);
  }

  /** Returns what was written, if the account may reveal it, which the audit trail records. */
  private async bodyOf(call: CallToAsk, { account }: CallbackService): Promise<string | null> {
    const principal = principalOf(account, call.poolId);
    if (!principal.mayReveal) return null;
    const act = { action: 'twilio-callback.reveal', objectType: 'twilio-callback' };
    await this.audit.record({ ...act, objectId: resourceOf(call).sid }, principal);
    return call.text ?? null;
  }

  /** Names the caller, and shows what was written, in full if the account may reveal numbers, which the audit trail records. */
  private async parametersOfUnknown(
    call: CallToAsk,
    { account }: CallbackService,
  ): Promise<Record<string, string>> {
    const { caller, virtualNumber, poolId, text } = call;
    const principal = principalOf(account, poolId);
    const { sid, status } = resourceOf(call);
    if ((caller || text !== undefined) && principal.mayReveal) {
      const act = { action: 'twilio-callback.reveal', objectType: 'twilio-callback' };
      await this.audit.record({ ...act, objectId: sid }, principal);
    }
    const from = (principal.mayReveal ? caller?.e164 : caller?.masked) ?? '';
    const to = virtualNumber ?? '';
    const common = {
      AccountSid: sidOf('AC', account.id),
      ApiVersion: '2010-04-01',
      To: to,
      From: from,
    };
    if (text === undefined) {
      const callee = { Called: to, Caller: from };
      return { ...common, ...callee, CallSid: sid, CallStatus: status, Direction: 'inbound' };
    }
    return {
      ...common,
      MessageSid: sid,
      SmsSid: sid,
      SmsMessageSid: sid,
      SmsStatus: status,
      NumMedia: '0',
      Body: principal.mayReveal ? text : '',
    };
  }
}

/** Returns the SID and the status of the call or text that arrived. */
const resourceOf = ({ sessionId, text }: CallToAsk): { sid: string; status: string } =>
  text === undefined
    ? { sid: sidOfCarrierId('CA', `${sessionId} A`), status: 'ringing' }
    : { sid: sidOfCarrierId('SM', `${sessionId} in`), status: 'received' };
