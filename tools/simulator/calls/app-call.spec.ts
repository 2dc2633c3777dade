import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hangup,
  makeCall,
  playFile,
  say,
  sayAndCapture,
  type CallflowAction,
} from '../../../src/eightxeight/index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const OTHER_NUMBER = '+6568332041';
const callFirst = makeCall({ source: VIRTUAL_NUMBER, destination: CALLER });
const thenCall = makeCall({ source: OTHER_NUMBER, destination: CALLEE });
const saying = say({ text: 'We connect you.', voiceProfile: 'en-US-ZiraRUS' });

describe('a call from the app', () => {
  let simulation: Simulation;
  const send = (callflow: unknown, validUntil?: unknown) =>
    simulation.api('POST', '/callflows', { validUntil, callflow });
  /** @returns the transcript after the call has ended */
  const run = async (callflow: CallflowAction[]) => {
    const { body } = await send(callflow);
    await simulation.simulator.idle();
    const [transcript] = simulation.simulator.pastCalls();
    expect(transcript?.sessionId).toBe((body as { sessionId: string }).sessionId);
    return transcript;
  };
  const summary = () => simulation.receiver.messages('VSS')[0]?.payload;

  beforeEach(async () => {
    simulation = await Simulation.start();
  });
  afterEach(() => simulation.close());

  it('is accepted at once', async () => {
    const validUntil = new Date(Date.now() + 60_000).toISOString();
    expect(await send([callFirst, thenCall], validUntil)).toEqual({
      status: 200,
      body: {
        sessionId: expect.stringMatching(UUID),
        sessionStatus: 'CREATED',
        callFlowRequestId: expect.stringMatching(UUID),
        validUntil,
        statusCode: 1,
        statusMessage: 'Created',
      },
    });
    expect((await send([callFirst])).body).not.toHaveProperty('validUntil');
  });

  it('rings the first, then the second, without a call handle', async () => {
    simulation.simulator.nextAppCall({
      callerAnswersAfterSeconds: 5,
      answerAfterSeconds: 4,
      talkSeconds: 13,
    });
    const transcript = await run([callFirst, saying, thenCall]);
    expect(transcript).toMatchObject({
      startedBy: 'app',
      from: CALLER,
      to: VIRTUAL_NUMBER,
      sessionStatus: 'COMPLETED',
      heardByCaller: ['We connect you.'],
      connectedTo: CALLEE,
      shownCallerId: OTHER_NUMBER,
      calleeAnswered: true,
      talkSeconds: 13,
      faults: [],
      summary:
        `${VIRTUAL_NUMBER} called ${CALLER}, heard "We connect you.", ` +
        `talked 13 s to ${CALLEE}, who saw ${OTHER_NUMBER}: COMPLETED`,
    });
    const { receiver } = simulation;
    expect(receiver.messages('VCA')).toEqual([]);
    const changes = receiver
      .messages('VCS')
      .map(({ payload }) => [payload.callStatus, payload.source, payload.destination]);
    const legA = [VIRTUAL_NUMBER, CALLER];
    const legB = [OTHER_NUMBER, CALLEE];
    expect(changes).toEqual([
      ['CALL_INITIATED', ...legA],
      ['CALL_CONNECTED', ...legA],
      ['CALL_INITIATED', ...legB],
      ['CALL_CONNECTED', ...legB],
      ['CALL_DISCONNECTED', ...legB],
      ['CALL_DISCONNECTED', ...legA],
    ]);
  });

  it('has a summary with two outbound legs', async () => {
    const transcript = await run([callFirst, thenCall]);
    expect(summary()).toMatchObject({
      sessionId: transcript?.sessionId,
      sessionStatus: 'COMPLETED',
      lastAction: 'MAKE_CALL',
      callCount: 2,
      details: {
        callA: {
          callId: transcript?.callIdA,
          callDirection: 'OUTBOUND',
          source: VIRTUAL_NUMBER,
          destination: CALLER,
          sourceRefId: 'vn-ref-1',
          callStatus: 'COMPLETED',
        },
        callB: {
          callId: transcript?.callIdB,
          callDirection: 'OUTBOUND',
          source: OTHER_NUMBER,
          destination: CALLEE,
          callStatus: 'COMPLETED',
        },
      },
    });
    expect(summary()?.details.callA).not.toHaveProperty('destinationRefId');
  });

  it.each([
    ['no-answer', 'NO_ANSWER'],
    ['busy', 'BUSY'],
    ['unreachable', 'FAILED'],
  ] as const)('ends without ringing the second if the first is %s', async (caller, status) => {
    simulation.simulator.nextAppCall({ caller });
    const transcript = await run([callFirst, thenCall]);
    expect(transcript).toMatchObject({ sessionStatus: status, calleeRang: false });
    expect(transcript).not.toHaveProperty('connectedTo');
    expect(summary()).toMatchObject({
      sessionStatus: status,
      callCount: 1,
      details: { callA: { callStatus: status, callDuration: 0 } },
    });
    expect(summary()?.details).not.toHaveProperty('callB');
  });

  it('uses a behaviour once, by name or over HTTP, and otherwise both answer', async () => {
    simulation.simulator.nextAppCall('busy');
    await simulation.request('POST', '/simulator/app-call-behaviour', { callee: 'no-answer' });
    const ends: (string | undefined)[] = [];
    for (let call = 0; call < 3; call += 1) {
      ends.push((await run([callFirst, thenCall]))?.sessionStatus);
    }
    expect(ends).toEqual(['BUSY', 'NO_ANSWER', 'COMPLETED']);
    const answer = await simulation.request('POST', '/simulator/app-call-behaviour', { a: 1 });
    expect(answer).toMatchObject({ status: 400, body: { message: 'behaviour has no field a' } });
  });

  it('can consist of an announcement only', async () => {
    const fileUrl = 'https://files.example/a.mp3';
    const transcript = await run([callFirst, playFile({ fileUrl }), hangup()]);
    expect(transcript).toMatchObject({ sessionStatus: 'COMPLETED', heardByCaller: [fileUrl] });
    expect(summary()).toMatchObject({ lastAction: 'HANGUP', callCount: 1 });
  });

  it('sends a call handle after the first has entered digits', async () => {
    simulation.answerWith([thenCall]);
    simulation.simulator.nextAppCall({ dtmf: '2' });
    const promptMessage = 'Press two for an agent.';
    const capture = sayAndCapture({ promptMessage });
    const transcript = await run([callFirst, capture]);
    expect(transcript).toMatchObject({ heardByCaller: [promptMessage], connectedTo: CALLEE });
    expect(simulation.receiver.messages('VCA')).toMatchObject([
      {
        payload: {
          callStatus: 'ACTION_COMPLETED',
          callDirection: 'OUTBOUND',
          source: VIRTUAL_NUMBER,
          sourceRefId: 'vn-ref-1',
          eventData: { dtmf: '2' },
        },
      },
    ]);
  });

  it.each([0, 1])('is recorded if makeCall %i asks for it', async (index) => {
    await simulation.register('VRU');
    const callflow = [callFirst, thenCall].map((action, at) =>
      at === index ? makeCall({ ...action.params, callRecording: true }) : action,
    );
    const transcript = await run(callflow);
    const [message] = simulation.receiver.messages('VRU');
    expect(message?.payload).toMatchObject({ sessionId: transcript?.sessionId });
  });

  it('is interrupted when the simulator closes', async () => {
    await simulation.close();
    simulation = await Simulation.start({ timeScale: 1 });
    await send([callFirst]);
    await simulation.receiver.until(() => simulation.receiver.messages('VCS').length === 1);
    await simulation.close();
    expect(simulation.simulator.pastCalls()).toEqual([]);
  });

  const unknownSource = makeCall({ source: CALLER, destination: CALLEE });
  it.each<[string, unknown, unknown, number, number]>([
    ['has no actions', [], undefined, 400, -1009],
    ['has an unknown action', [{ action: 'dance' }], undefined, 400, -1007],
    ['has no destination', [{ action: 'makeCall', params: {} }], undefined, 400, -1009],
    ['has an invalid expiry', [callFirst], 'soon', 400, -1009],
    ['has expired', [callFirst], '2024-07-03T05:59:32.226Z', 422, -1015],
    ['does not begin with makeCall', [saying, callFirst], undefined, 422, -1013],
    ['calls three', [callFirst, thenCall, thenCall], undefined, 422, -1010],
    ['hangs up before its end', [callFirst, hangup(), thenCall], undefined, 422, -1012],
    ['has no voice', [callFirst, { action: 'say', params: { text: 'a' } }], undefined, 422, -1002],
    [
      'has an unknown voice',
      [callFirst, say({ text: 'a', voiceProfile: 'x' })],
      undefined,
      422,
      -1002,
    ],
    ['uses a caller id that is not rented', [callFirst, unknownSource], undefined, 422, -1014],
  ])('is refused if its callflow %s', async (_, callflow, validUntil, status, statusCode) => {
    expect(await send(callflow, validUntil)).toEqual({
      status,
      body: {
        sessionStatus: 'NOT_CREATED',
        callFlowRequestId: expect.stringMatching(UUID),
        statusCode,
        statusMessage: expect.any(String),
      },
    });
    await simulation.simulator.idle();
    expect(simulation.receiver.received).toEqual([]);
  });

  it.each(['{', '[]'])('is refused with -1001 if the body is %s', async (body) => {
    const answer = await simulation.api('POST', '/callflows', body);
    expect(answer).toMatchObject({ status: 400, body: { statusCode: -1001 } });
  });

  it('is refused without the key, or for another sub-account, in the same error shape', async () => {
    const body = { callflow: [callFirst] };
    const wrongKey = { authorization: 'Bearer wrong' };
    expect(await simulation.api('POST', '/callflows', body, wrongKey)).toMatchObject({
      status: 401,
      body: { sessionStatus: 'NOT_CREATED', statusCode: 401 },
    });
    const path = '/api/v1/subaccounts/other/callflows';
    const key = { authorization: 'Bearer test-key' };
    expect(await simulation.request('POST', path, body, key)).toMatchObject({
      status: 404,
      body: { sessionStatus: 'NOT_CREATED', statusCode: 404 },
    });
  });
});
