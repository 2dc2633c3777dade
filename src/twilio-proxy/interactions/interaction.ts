import type { CallResponse } from '../../status/index.js';
import { twilioTime } from '../http/twilio-time.js';
import { participantSidOf, sidOfCarrierId } from '../sid.js';

/** A contact of two participants, in the terms of both channels. */
export interface Interaction {
  sid: string;
  type: 'voice' | 'message';
  /** Of a text. */
  messageId?: string;
  /** JSON, as Twilio writes it: `{"duration":"5"}` or `{"body":"…"}`. The body is null if it is not kept. */
  data: string;
  /** Null: Maskline sent the message for the company. */
  inbound: InteractionSide | null;
  outbound: InteractionSide;
  createdAt: Date;
  updatedAt: Date;
}

export interface InteractionSide {
  /** Null: the role is no participant's. */
  participantSid: string | null;
  resourceSid: string;
  status: string;
}

/** Twilio's status of the outbound call, by the outcome of the masked call. */
const OUTBOUND_STATUS: Readonly<Record<CallResponse['outcome'], string>> = {
  'in-progress': 'in-progress',
  answered: 'completed',
  missed: 'no-answer',
  busy: 'busy',
  unreachable: 'failed',
  failed: 'failed',
  'caller-hung-up': 'canceled',
  refused: 'canceled',
  unknown: 'unknown',
};

/** Returns the interaction of a masked call. */
export function interactionOfCall(call: CallResponse): Interaction {
  const sideOf = (leg: 'A' | 'B', role: string | null, status: string): InteractionSide => ({
    participantSid: role && participantSidOf(role),
    resourceSid: sidOfCarrierId('CA', `${call.sessionId} ${leg}`),
    status,
  });
  const createdAt = call.decidedAt ?? call.createdAt;
  const inboundStatus = call.outcome === 'in-progress' ? 'in-progress' : 'completed';
  return {
    sid: sidOfCarrierId('KI', call.sessionId),
    type: 'voice',
    data: JSON.stringify({ duration: String(call.talkSeconds ?? 0) }),
    inbound: sideOf('A', call.caller.role, inboundStatus),
    outbound: sideOf('B', call.callee.role, OUTBOUND_STATUS[call.outcome]),
    createdAt,
    updatedAt: call.endedAt ?? createdAt,
  };
}

/** Where an answer belongs. */
export interface InteractionContext {
  accountSid: string;
  serviceSid: string;
  sessionSid: string;
  /** Absolute URL of the list. */
  url: string;
}

const RESOURCE_TYPES = { voice: 'call', message: 'message' } as const;

export function mapInteraction(
  { sid, type, data, inbound, outbound, createdAt, updatedAt }: Interaction,
  { accountSid, serviceSid, sessionSid, url }: InteractionContext,
) {
  return {
    sid,
    session_sid: sessionSid,
    service_sid: serviceSid,
    account_sid: accountSid,
    data,
    type,
    inbound_participant_sid: inbound?.participantSid ?? null,
    inbound_resource_sid: inbound?.resourceSid ?? null,
    inbound_resource_status: inbound?.status ?? null,
    inbound_resource_type: inbound && RESOURCE_TYPES[type],
    inbound_resource_url: null,
    outbound_participant_sid: outbound.participantSid,
    outbound_resource_sid: outbound.resourceSid,
    outbound_resource_status: outbound.status,
    outbound_resource_type: RESOURCE_TYPES[type],
    outbound_resource_url: null,
    date_created: twilioTime(createdAt),
    date_updated: twilioTime(updatedAt),
    url: `${url}/${sid}`,
  };
}
