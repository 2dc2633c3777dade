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
import { participantSidOf, sidOf, sidOfCarrierId } from '../sid.js';
import { type CallbackService, CallbackContext, principalOf } from './callback-context.service.js';
import { interactionParameters } from './interaction-parameters.js';
import { OutOfSessionAnswers } from './out-of-session.service.js';
import { signedForm } from './signature.js';

/**
 * Asks the InterceptCallbackUrl of a service before a call is connected, and its
 * OutOfSessionCallbackUrl about a caller without a session.
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

  /** A 403 blocks a call of a session; anything else lets it through, as Twilio documents. */
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
    const sideOf = (leg: 'A' | 'B', role: string | null) => ({
      participantSid: role && participantSidOf(role),
      resourceSid: sidOfCarrierId('CA', `${call.sessionId} ${leg}`),
      status: 'ringing',
    });
    const interaction = {
      sid: sidOfCarrierId('KI', call.sessionId),
      type: 'voice',
      data: JSON.stringify({ duration: '0' }),
      inbound: sideOf('A', call.callerRole),
      outbound: sideOf('B', call.calleeRole),
      createdAt: now,
      updatedAt: now,
    } as const;
    return interactionParameters(interaction, session.id, found, false);
  }

  /** Names the caller in full if the account may reveal numbers, which the audit trail records. */
  private async parametersOfUnknown(
    { caller, sessionId, virtualNumber, poolId }: CallToAsk,
    { account }: CallbackService,
  ): Promise<Record<string, string>> {
    const principal = principalOf(account, poolId);
    const callSid = sidOfCarrierId('CA', `${sessionId} A`);
    if (caller && principal.mayReveal) {
      const act = { action: 'twilio-callback.reveal', objectType: 'twilio-callback' };
      await this.audit.record({ ...act, objectId: callSid }, principal);
    }
    const from = (principal.mayReveal ? caller?.e164 : caller?.masked) ?? '';
    const to = virtualNumber ?? '';
    return {
      AccountSid: sidOf('AC', account.id),
      ApiVersion: '2010-04-01',
      CallSid: callSid,
      CallStatus: 'ringing',
      Direction: 'inbound',
      Called: to,
      To: to,
      Caller: from,
      From: from,
    };
  }
}
