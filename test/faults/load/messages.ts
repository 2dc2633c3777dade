/** 8x8's messages about a call, in the form in which it POSTs them. */
import { randomUUID } from 'node:crypto';
import { SUB_ACCOUNT } from '../stand/replica.js';

export interface Call {
  session: string;
  caller: string;
  number: string;
}

/** Whom a callflow connects. */
export interface Connection {
  callee: string;
  callerId: string;
}

interface Leg {
  callId: string;
  callDirection: 'INBOUND' | 'OUTBOUND';
  source: string;
  destination: string;
}

export interface Report {
  path: 'call-status' | 'session-summary';
  /** Names it among the reports of its call. */
  what: string;
  body: object;
}

const inSeconds = (start: Date, seconds: number): string =>
  new Date(start.getTime() + seconds * 1e3).toISOString();

const payloadOf = (session: string, leg: Leg, callStatus: string, more: object) => ({
  eventId: randomUUID(),
  sessionId: session,
  subAccountId: SUB_ACCOUNT,
  callStatus,
  callType: 'PSTN',
  ...leg,
  sourceFormat: 'MSISDN',
  destinationFormat: 'MSISDN',
  sourceCountryCode: 'SG',
  destinationCountryCode: 'SG',
  callDuration: 0,
  timestamp: new Date().toISOString(),
  ...more,
});

const inboundLeg = ({ caller, number }: Call): Leg => ({
  callId: randomUUID(),
  callDirection: 'INBOUND',
  source: caller,
  destination: number,
});

export const callHandle = (call: Call): object => ({
  namespace: 'VOICE',
  eventType: 'CALL_ACTION',
  description: 'Action request of a call',
  payload: payloadOf(call.session, inboundLeg(call), 'CALL_RECEIVED', { sipCode: 200 }),
});

/** The reports of a call that was connected, in their ideal order. @param talkSeconds 0: nobody answered */
export function reportsOfConnection(
  call: Call,
  { callee, callerId }: Connection,
  talkSeconds: number,
): Report[] {
  const start = new Date();
  const a = inboundLeg(call);
  const b: Leg = {
    callId: randomUUID(),
    callDirection: 'OUTBOUND',
    source: callerId,
    destination: callee,
  };
  const end = 5 + talkSeconds;
  const status = (
    name: 'A' | 'B',
    callStatus: string,
    second: number,
    callDuration = 0,
  ): Report => ({
    path: 'call-status',
    what: `${name} ${callStatus}`,
    body: {
      namespace: 'VOICE',
      eventType: 'CALL_STATUS',
      payload: payloadOf(call.session, name === 'A' ? a : b, callStatus, {
        callDuration,
        timestamp: inSeconds(start, second),
      }),
    },
  });
  const isAnswered = talkSeconds > 0;
  const legOf = (leg: Leg, initiated: number) => ({
    ...leg,
    callType: 'PSTN',
    initiatedTimestamp: inSeconds(start, initiated),
    ...(isAnswered && { connectedTimestamp: inSeconds(start, 5) }),
    disconnectedTimestamp: inSeconds(start, end),
    callStatus: isAnswered ? 'COMPLETED' : 'NO_ANSWER',
    callDuration: talkSeconds,
  });
  return [
    status('B', 'CALL_INITIATED', 1),
    ...(isAnswered
      ? [
          status('B', 'CALL_CONNECTED', 5),
          status('A', 'CALL_CONNECTED', 5),
          status('B', 'CALL_DISCONNECTED', end, talkSeconds),
          status('A', 'CALL_DISCONNECTED', end, talkSeconds),
        ]
      : []),
    summary(call, {
      sessionStatus: isAnswered ? 'COMPLETED' : 'NO_ANSWER',
      startTime: inSeconds(start, 0),
      endTime: inSeconds(start, end),
      lastAction: 'MAKE_CALL',
      callCount: 2,
      details: { callA: legOf(a, 0), callB: legOf(b, 1) },
    }),
  ];
}

/** The summary of a call whose caller heard a message, or (with an error) nothing. */
export function summaryOfRefusal(call: Call, hasHeard: boolean): Report {
  const start = new Date();
  const times = { startTime: inSeconds(start, 0), endTime: inSeconds(start, 4) };
  const callA = {
    ...inboundLeg(call),
    callType: 'PSTN',
    initiatedTimestamp: times.startTime,
    disconnectedTimestamp: times.endTime,
    callStatus: hasHeard ? 'COMPLETED' : 'ERROR',
    callDuration: 4,
  };
  return summary(call, {
    sessionStatus: hasHeard ? 'COMPLETED' : 'ERROR',
    ...times,
    ...(hasHeard && { lastAction: 'HANGUP' }),
    callCount: 1,
    details: { callA },
    ...(!hasHeard && { errorDetails: { errorCode: -2002, errorMessage: 'no answer' } }),
  });
}

const summary = ({ session }: Call, more: object): Report => ({
  path: 'session-summary',
  what: 'summary',
  body: {
    namespace: 'VOICE',
    eventType: 'SESSION_SUMMARY',
    payload: { sessionId: session, subAccountId: SUB_ACCOUNT, ...more },
  },
});
