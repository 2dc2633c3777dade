import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCall, say } from '../../../src/eightxeight/index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const callFields = {
  callId: expect.stringMatching(UUID),
  callType: 'PSTN',
  sourceFormat: 'MSISDN',
  destinationFormat: 'MSISDN',
  sourceCountryCode: 'SG',
  destinationCountryCode: 'SG',
};
const eventFields = {
  ...callFields,
  eventId: expect.stringMatching(UUID),
  sessionId: 'session-1',
  subAccountId: 'maskline_demo',
  timestamp: expect.stringMatching(TIMESTAMP),
};
const legA = { callDirection: 'INBOUND', source: CALLER, destination: VIRTUAL_NUMBER };
const legB = { callDirection: 'OUTBOUND', source: VIRTUAL_NUMBER, destination: CALLEE };

describe('the messages of a call', () => {
  let simulation: Simulation;
  const call = (behaviour: { talkSeconds: number } | 'busy' = { talkSeconds: 13 }) =>
    simulation.simulator.placeCall({
      from: CALLER,
      to: VIRTUAL_NUMBER,
      sessionId: 'session-1',
      behaviour,
    });

  beforeEach(async () => {
    simulation = await Simulation.start();
    simulation.answerWith([makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE })]);
  });
  afterEach(() => simulation.close());

  it('ask for a callflow with exactly the published fields', async () => {
    await call();
    expect(simulation.receiver.messages('VCA')).toEqual([
      {
        namespace: 'VOICE',
        eventType: 'CALL_ACTION',
        description: 'Action request of a call',
        payload: {
          ...eventFields,
          ...legA,
          callStatus: 'CALL_RECEIVED',
          destinationRefId: 'vn-ref-1',
          callDuration: 0,
          sipCode: 200,
        },
      },
    ]);
  });

  it('report each change of each leg with exactly the published fields', async () => {
    await call();
    const statuses = simulation.receiver.messages('VCS');
    const change = (leg: object, callStatus: string, callDuration = 0) => ({
      namespace: 'VOICE',
      eventType: 'CALL_STATUS',
      description: 'Status update of a call',
      payload: { ...eventFields, ...leg, callStatus, callDuration, sipCode: 200 },
    });
    expect(statuses).toEqual([
      change(legA, 'CALL_RECEIVED'),
      change(legB, 'CALL_INITIATED'),
      change(legB, 'CALL_CONNECTED'),
      change(legA, 'CALL_CONNECTED'),
      change(legB, 'CALL_DISCONNECTED', 13),
      change(legA, 'CALL_DISCONNECTED', 13),
    ]);
    expect(new Set(statuses.map(({ payload }) => payload.eventId)).size).toBe(6);
    expect(new Set(statuses.map(({ payload }) => payload.callId)).size).toBe(2);
  });

  it('never report a leg as connected that was not', async () => {
    await call('busy');
    const changes = simulation.receiver
      .messages('VCS')
      .map(({ payload }) => [payload.callDirection, payload.callStatus, payload.sipCode]);
    expect(changes).toEqual([
      ['INBOUND', 'CALL_RECEIVED', 200],
      ['OUTBOUND', 'CALL_INITIATED', 200],
      ['OUTBOUND', 'CALL_DISCONNECTED', 486],
      ['INBOUND', 'CALL_DISCONNECTED', 200],
    ]);
  });

  it('report only the caller as connected if there is only an announcement', async () => {
    simulation.answerWith([say({ text: 'Goodbye.' })]);
    await call();
    const changes = simulation.receiver
      .messages('VCS')
      .map(({ payload }) => [payload.callDirection, payload.callStatus]);
    expect(changes).toEqual([
      ['INBOUND', 'CALL_RECEIVED'],
      ['INBOUND', 'CALL_CONNECTED'],
      ['INBOUND', 'CALL_DISCONNECTED'],
    ]);
  });

  it('include a summary with exactly the published fields', async () => {
    const { callIdA, callIdB } = await call();
    const timestamps = {
      initiatedTimestamp: expect.stringMatching(TIMESTAMP),
      connectedTimestamp: expect.stringMatching(TIMESTAMP),
      disconnectedTimestamp: expect.stringMatching(TIMESTAMP),
    };
    const leg = { ...callFields, ...timestamps, callStatus: 'COMPLETED', callDuration: 13 };
    expect(simulation.receiver.messages('VSS')).toEqual([
      {
        namespace: 'VOICE',
        eventType: 'SESSION_SUMMARY',
        description: 'Summary of a completed call session',
        payload: {
          sessionId: 'session-1',
          subAccountId: 'maskline_demo',
          sessionStatus: 'COMPLETED',
          startTime: expect.stringMatching(TIMESTAMP),
          endTime: expect.stringMatching(TIMESTAMP),
          lastAction: 'MAKE_CALL',
          callCount: 2,
          details: {
            callA: {
              ...leg,
              ...legA,
              callId: callIdA,
              destinationRefId: 'vn-ref-1',
              callQuality: { mos: 4.5, packetLossRate: 0, jitter: 20 },
            },
            callB: {
              ...leg,
              ...legB,
              callId: callIdB,
              sourceRefId: 'vn-ref-1',
              callQuality: { mos: 4.5, packetLossRate: 0, jitter: 19 },
            },
          },
        },
      },
    ]);
  });

  it('end with the summary, and all have the registered header', async () => {
    await call();
    const { received } = simulation.receiver;
    expect(received.at(-1)?.type).toBe('VSS');
    expect(received.map(({ headers }) => headers.authorization)).toEqual(
      received.map(() => 'secret'),
    );
  });
});
