import { randomUUID } from 'node:crypto';
import {
  SESSION_ERRORS,
  type CallActionMessage,
  type CallEventPayload,
  type CallStatusMessage,
  type CallStatusName,
  type SessionLeg,
  type SessionSummaryMessage,
} from '../../../src/eightxeight/index.js';
import { countryOf } from '../numbers/phone-number.js';
import type { CallSession, Leg } from './session.js';

/** The reason for a call handle. */
export interface CallQuestion {
  callStatus: 'CALL_RECEIVED' | 'ACTION_COMPLETED';
  /** The digits that `sayAndCapture` captured. */
  dtmf?: string | null;
  /** The id of the previous callflow response. */
  clientActionId?: string;
}

/** VCA. Each `callStatus` has its own fields, as in 8x8's published examples. */
export function callActionMessage(
  session: CallSession,
  question: CallQuestion,
  at: Date,
): CallActionMessage {
  const leg = session.legA;
  const { callStatus } = question;
  const completed = callStatus === 'ACTION_COMPLETED';
  return {
    namespace: 'VOICE',
    eventType: 'CALL_ACTION',
    description: 'Action request of a call',
    payload: {
      ...identityOf(session, leg),
      callStatus,
      ...partiesOf(leg),
      ...(completed ? { sourceRefId: null } : {}),
      ...refIdOf(leg),
      callDuration: 0,
      ...(completed ? { eventData: { dtmf: question.dtmf ?? null } } : {}),
      sipCode: 200,
      timestamp: at.toISOString(),
      ...(question.clientActionId === undefined ? {} : { clientActionId: question.clientActionId }),
    },
  };
}

/** VCS. */
export function callStatusMessage(
  session: CallSession,
  leg: Leg,
  callStatus: CallStatusName,
  at: Date,
): CallStatusMessage {
  return {
    namespace: 'VOICE',
    eventType: 'CALL_STATUS',
    description: 'Status update of a call',
    payload: {
      ...identityOf(session, leg),
      callStatus,
      ...partiesOf(leg),
      callDuration: leg.callDuration,
      sipCode: SIP_CODES[leg.callStatus],
      timestamp: at.toISOString(),
    },
  };
}

/** VSS. Events that did not happen have no timestamp. */
export function sessionSummaryMessage(session: CallSession, at: Date): SessionSummaryMessage {
  const { legA, legB, errorCode } = session;
  return {
    namespace: 'VOICE',
    eventType: 'SESSION_SUMMARY',
    description: 'Summary of a completed call session',
    payload: {
      sessionId: session.sessionId,
      subAccountId: session.subAccountId,
      sessionStatus: session.sessionStatus,
      startTime: legA.initiatedAt.toISOString(),
      endTime: at.toISOString(),
      lastAction: session.lastAction,
      callCount: legB ? 2 : 1,
      details: { callA: summaryOf(legA), ...(legB ? { callB: summaryOf(legB) } : {}) },
      ...(errorCode === undefined
        ? {}
        : { errorDetails: { errorCode, errorMessage: SESSION_ERRORS[errorCode] ?? '' } }),
    },
  };
}

/** The SIP response code for each end of a leg (RFC 3261, 21). */
const SIP_CODES: Readonly<Record<Leg['callStatus'], number>> = {
  COMPLETED: 200,
  NO_ANSWER: 408,
  BUSY: 486,
  FAILED: 480,
  CANCELED: 487,
  ERROR: 500,
};

const identityOf = (session: CallSession, leg: Leg) => ({
  eventId: randomUUID(),
  callId: leg.callId,
  sessionId: session.sessionId,
  subAccountId: session.subAccountId,
});

const partiesOf = (leg: Leg) =>
  ({
    callDirection: leg.callDirection,
    callType: 'PSTN',
    source: leg.source,
    destination: leg.destination,
    ...formatsOf(leg),
  }) satisfies Partial<CallEventPayload>;

/** A withheld number has no country; JSON omits undefined fields. */
const formatsOf = (leg: Leg) => ({
  sourceFormat: 'MSISDN',
  destinationFormat: 'MSISDN',
  sourceCountryCode: countryOf(leg.source),
  destinationCountryCode: countryOf(leg.destination),
});

/** An inbound leg goes to a virtual number, an outbound one comes from it. */
const refIdOf = ({ callDirection, virtualNumber: { referenceId } }: Leg) =>
  callDirection === 'INBOUND' ? { destinationRefId: referenceId } : { sourceRefId: referenceId };

function summaryOf(leg: Leg): SessionLeg {
  const inbound = leg.callDirection === 'INBOUND';
  return {
    callId: leg.callId,
    callDirection: leg.callDirection,
    callType: 'PSTN',
    initiatedTimestamp: leg.initiatedAt.toISOString(),
    connectedTimestamp: leg.connectedAt?.toISOString(),
    disconnectedTimestamp: leg.disconnectedAt?.toISOString(),
    source: leg.source,
    destination: leg.destination,
    ...formatsOf(leg),
    ...refIdOf(leg),
    callStatus: leg.callStatus,
    callDuration: leg.callDuration,
    ...(leg.connectedAt
      ? { callQuality: { mos: 4.5, packetLossRate: 0, jitter: inbound ? 20 : 19 } }
      : {}),
  };
}
