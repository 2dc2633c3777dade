import { randomUUID } from 'node:crypto';
import { SUB_ACCOUNT } from '../app.js';
import { callReceived, type TestBooking } from '../scenario.js';

interface Message {
  path: string;
  body: object;
}

const at = (second: number): string => new Date(Date.UTC(2026, 0, 6, 8, 0, second)).toISOString();

/** Returns all messages of one answered call of the rider, in the ideal order. */
export function messagesOfCall({
  rider,
  driver,
  virtualNumber,
}: Pick<TestBooking, 'rider' | 'driver' | 'virtualNumber'>): {
  sessionId: string;
  messages: Message[];
} {
  const sessionId = randomUUID();
  const common = { sessionId, subAccountId: SUB_ACCOUNT, callType: 'PSTN' };
  const legs = {
    A: {
      callId: randomUUID(),
      callDirection: 'INBOUND',
      source: rider,
      destination: virtualNumber,
    },
    B: {
      callId: randomUUID(),
      callDirection: 'OUTBOUND',
      source: virtualNumber,
      destination: driver,
    },
  };
  const status = (leg: 'A' | 'B', callStatus: string, second: number, callDuration = 0) => ({
    path: 'call-status',
    body: {
      namespace: 'VOICE',
      eventType: 'CALL_STATUS',
      payload: {
        ...common,
        ...legs[leg],
        eventId: randomUUID(),
        callStatus,
        callDuration,
        timestamp: at(second),
      },
    },
  });
  const summaryOf = (leg: 'A' | 'B', initiated: number) => ({
    ...legs[leg],
    initiatedTimestamp: at(initiated),
    connectedTimestamp: at(7),
    disconnectedTimestamp: at(30),
    callStatus: 'COMPLETED',
    callDuration: 23,
    callQuality: { mos: 4.5, packetLossRate: 0, jitter: 19 },
  });
  return {
    sessionId,
    messages: [
      { path: 'call-action', body: callReceived(rider, virtualNumber, { sessionId }) },
      status('A', 'CALL_RECEIVED', 0),
      status('B', 'CALL_INITIATED', 2),
      status('B', 'CALL_CONNECTED', 7),
      status('A', 'CALL_CONNECTED', 7),
      status('B', 'CALL_DISCONNECTED', 30, 23),
      status('A', 'CALL_DISCONNECTED', 30, 23),
      {
        path: 'session-summary',
        body: {
          namespace: 'VOICE',
          eventType: 'SESSION_SUMMARY',
          payload: {
            ...common,
            sessionStatus: 'COMPLETED',
            startTime: at(0),
            endTime: at(30),
            lastAction: 'MAKE_CALL',
            callCount: 2,
            details: { callA: summaryOf('A', 0), callB: summaryOf('B', 2) },
          },
        },
      },
      {
        path: 'recording',
        body: {
          namespace: 'VOICE',
          eventType: 'CALL_RECORDING_STATUS',
          payload: {
            sessionId,
            recordingId: randomUUID(),
            durationSeconds: 23,
            filePath: 'recordings/one.mp3',
            status: 'UPLOAD_COMPLETED',
          },
        },
      },
    ],
  };
}
