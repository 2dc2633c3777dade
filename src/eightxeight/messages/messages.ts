/**
 * The messages that 8x8 posts to the carrier webhooks, as published.
 * Source: 8x8 Connect, Number Masking webhook guides (VCA, VCS, VSS, VRU, VNU).
 * Every id is an opaque string; any field may be missing, and others may be added.
 */

export const WEBHOOK_TYPES = ['VCA', 'VCS', 'VSS', 'VRU', 'VNU'] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** The envelope of every message. */
export interface WebhookMessage<Type extends string, Payload> {
  namespace: 'VOICE';
  eventType: Type;
  description: string;
  payload: Payload;
}

/** The call fields (of one leg) that VCA and VCS share. */
export interface CallEventPayload {
  eventId: string;
  callId: string;
  sessionId: string;
  subAccountId: string;
  callStatus: string;
  callDirection: 'INBOUND' | 'OUTBOUND';
  callType: string;
  source: string;
  destination: string;
  sourceFormat: string;
  destinationFormat: string;
  sourceCountryCode?: string;
  destinationCountryCode?: string;
  sourceRefId?: string | null;
  destinationRefId?: string | null;
  /** Seconds. */
  callDuration: number;
  sipCode?: number;
  /** ISO 8601, UTC. */
  timestamp: string;
}

/** VCA, the call handle. */
export type CallActionMessage = WebhookMessage<
  'CALL_ACTION',
  CallEventPayload & {
    callStatus: 'CALL_RECEIVED' | 'ACTION_COMPLETED';
    eventData?: { dtmf?: string | null };
    clientActionId?: string;
  }
>;

export type CallStatusName =
  | 'CALL_INITIATED'
  | 'CALL_RECEIVED'
  | 'CALL_CONNECTED'
  | 'CALL_DISCONNECTED'
  | 'CALL_UPDATED'
  | 'DTMF_RECEIVED';

/** VCS, one status change of one leg. */
export type CallStatusMessage = WebhookMessage<
  'CALL_STATUS',
  CallEventPayload & { callStatus: CallStatusName }
>;

export const SESSION_STATUSES = [
  'COMPLETED',
  'NO_ANSWER',
  'BUSY',
  'CANCELED',
  'FAILED',
  'ERROR',
] as const;
export type SessionStatusName = (typeof SESSION_STATUSES)[number];

/** One leg inside a session summary. */
export interface SessionLeg {
  callId: string;
  callDirection: 'INBOUND' | 'OUTBOUND';
  callType: string;
  initiatedTimestamp?: string;
  connectedTimestamp?: string;
  disconnectedTimestamp?: string;
  source: string;
  destination: string;
  sourceFormat: string;
  destinationFormat: string;
  sourceCountryCode?: string;
  destinationCountryCode?: string;
  sourceRefId?: string | null;
  destinationRefId?: string | null;
  callStatus: string;
  /** Seconds. */
  callDuration?: number;
  callQuality?: { mos?: number; packetLossRate?: number; jitter?: number };
}

/** VSS, the summary after a session. It has no `eventId`. */
export type SessionSummaryMessage = WebhookMessage<
  'SESSION_SUMMARY',
  {
    sessionId: string;
    subAccountId: string;
    sessionStatus: SessionStatusName;
    startTime?: string;
    endTime?: string;
    lastAction?: string;
    callCount: number;
    details: { callA: SessionLeg; callB?: SessionLeg };
    errorDetails?: { errorCode: number; errorMessage: string };
  }
>;

/** Session error codes in words. */
export const SESSION_ERRORS: Readonly<Record<number, string>> = {
  [-2001]: 'internal error of the platform',
  [-2002]: 'our webhook could not be reached in time',
  [-2003]: 'invalid callflow',
  [-2004]: 'no coverage for the destination',
  [-2005]: 'text-to-speech failed',
  [-2006]: 'file not downloadable',
  [-2007]: 'request expired',
  [-2008]: 'caller id not allowed',
  [-2009]: 'scenario parameters invalid',
  [-2010]: 'trunk capacity exceeded',
  [-9999]: 'unknown error',
};
