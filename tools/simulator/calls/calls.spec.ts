import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hangup, makeCall, playFile, say } from '../../../src/eightxeight/index.js';
import type { CallRequest } from '../index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const connect = makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE });

describe('a call through the simulator', () => {
  let simulation: Simulation;
  const call = (fields: Partial<CallRequest> = {}) =>
    simulation.simulator.placeCall({ from: CALLER, to: VIRTUAL_NUMBER, ...fields });
  const summary = () => simulation.receiver.messages('VSS')[0]?.payload;

  beforeEach(async () => {
    simulation = await Simulation.start();
    simulation.answerWith([connect]);
  });
  afterEach(() => simulation.close());

  it('connects the caller to the callee, who sees the virtual number', async () => {
    const transcript = await call({ behaviour: { answerAfterSeconds: 4, talkSeconds: 13 } });
    expect(transcript).toMatchObject({
      from: CALLER,
      to: VIRTUAL_NUMBER,
      sessionStatus: 'COMPLETED',
      connectedTo: CALLEE,
      shownCallerId: VIRTUAL_NUMBER,
      calleeRang: true,
      calleeAnswered: true,
      talkSeconds: 13,
      heardByCaller: [],
      faults: [],
      answer: { callflow: [connect] },
    });
    expect(transcript.answerMs).toBeGreaterThan(0);
    expect(transcript.summary).toBe(
      `${CALLER} dialled ${VIRTUAL_NUMBER}, talked 13 s to ${CALLEE}, who saw ${VIRTUAL_NUMBER}: COMPLETED`,
    );
    expect(transcript).not.toHaveProperty('callRecording');
    expect(summary()).toMatchObject({
      sessionStatus: 'COMPLETED',
      lastAction: 'MAKE_CALL',
      callCount: 2,
      details: {
        callA: { callStatus: 'COMPLETED', callDuration: 13 },
        callB: { callStatus: 'COMPLETED', callDuration: 13, callQuality: { mos: 4.5 } },
      },
    });
  });

  it.each([
    ['no-answer', 'NO_ANSWER', true],
    ['busy', 'BUSY', false],
    ['unreachable', 'FAILED', false],
  ] as const)('ends %s as %s', async (behaviour, status, calleeRang) => {
    const transcript = await call({ behaviour });
    expect(transcript).toMatchObject({
      sessionStatus: status,
      connectedTo: CALLEE,
      calleeRang,
      calleeAnswered: false,
      talkSeconds: 0,
    });
    expect(summary()).toMatchObject({
      sessionStatus: status,
      details: { callA: { callStatus: 'COMPLETED' }, callB: { callStatus: status } },
    });
    expect(summary()?.details.callB).not.toHaveProperty('callQuality');
    expect(summary()?.details.callB).not.toHaveProperty('connectedTimestamp');
  });

  it('cancels both legs if the caller hangs up first, however soon the callee answers', async () => {
    const behaviour = { answerAfterSeconds: 1, callerHangsUpAfterSeconds: 7 };
    const transcript = await call({ behaviour });
    expect(transcript).toMatchObject({
      sessionStatus: 'CANCELED',
      calleeRang: true,
      calleeAnswered: false,
    });
    expect(summary()).toMatchObject({
      sessionStatus: 'CANCELED',
      details: { callA: { callStatus: 'CANCELED' }, callB: { callStatus: 'CANCELED' } },
    });
    const { initiatedTimestamp, disconnectedTimestamp } = summary()?.details.callB ?? {};
    expect(secondsBetween(initiatedTimestamp, disconnectedTimestamp)).toBe(7);
  });

  it('accepts "caller-hangs-up", but a busy callee is busy first', async () => {
    expect(await call({ behaviour: 'caller-hangs-up' })).toMatchObject({
      sessionStatus: 'CANCELED',
    });
    const behaviour = { callee: 'busy', callerHangsUpAfterSeconds: 7 } as const;
    expect(await call({ behaviour })).toMatchObject({ sessionStatus: 'BUSY' });
  });

  it('plays announcements to the caller and calls nobody', async () => {
    const fileUrl = 'https://files.example/ended.mp3';
    simulation.answerWith([
      say({ text: 'The booking has ended.' }),
      playFile({ fileUrl }),
      hangup(),
    ]);
    const transcript = await call();
    expect(transcript).toMatchObject({
      sessionStatus: 'COMPLETED',
      heardByCaller: ['The booking has ended.', fileUrl],
      calleeRang: false,
    });
    for (const field of ['callIdB', 'connectedTo', 'shownCallerId', 'errorCode']) {
      expect(transcript).not.toHaveProperty(field);
    }
    expect(summary()).toMatchObject({
      sessionStatus: 'COMPLETED',
      lastAction: 'HANGUP',
      callCount: 1,
    });
    expect(summary()?.details).not.toHaveProperty('callB');
    expect(summary()?.details.callA.callDuration).toBeGreaterThan(5);
  });

  it.each([
    [say({ text: 'Goodbye.' }), 'SAY'],
    [playFile({ fileUrl: 'https://files.example/a.wav' }), 'PLAY_FILE'],
  ])('ends by itself after the last action', async (action, lastAction) => {
    simulation.answerWith([action]);
    await call();
    expect(summary()).toMatchObject({ sessionStatus: 'COMPLETED', lastAction });
  });

  it('shows that a call is recorded, and actions that can never be played', async () => {
    const params = { ...connect.params, callRecording: true };
    simulation.answerWith([say({ text: 'Please wait.' }), makeCall(params), hangup()]);
    expect(await call()).toMatchObject({
      callRecording: true,
      heardByCaller: ['Please wait.'],
      calleeAnswered: true,
      faults: ['callflow[2] comes after makeCall: not played'],
    });
    expect(summary()).toMatchObject({ lastAction: 'MAKE_CALL' });
  });

  it.each([
    [undefined, ''],
    [null, ''],
    ['anonymous', 'anonymous'],
  ])('withholds the caller for from=%s', async (from, source) => {
    expect(await call({ from })).toMatchObject({ from: 'anonymous', calleeAnswered: true });
    const handle = simulation.receiver.messages('VCA')[0];
    expect(handle?.payload.source).toBe(source);
    expect(handle?.payload).not.toHaveProperty('sourceCountryCode');
  });

  it('presents numbers as given, and accepts a preset session id', async () => {
    const fields = { from: '6591178965', to: '6568332040', sessionId: 'session-1' };
    expect(await call(fields)).toMatchObject({
      sessionId: 'session-1',
      from: CALLER,
      to: VIRTUAL_NUMBER,
    });
    expect(simulation.receiver.messages('VCA')[0]?.payload).toMatchObject({
      sessionId: 'session-1',
      source: '6591178965',
      destination: '6568332040',
      sourceCountryCode: 'SG',
    });
  });

  it('has the same duration at any time scale', async () => {
    const startedAt = Date.now();
    await call({ behaviour: { answerAfterSeconds: 600, talkSeconds: 3600 } });
    // 4200 s at 10,000 times the speed are 0.42 s.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(400);
    const { startTime, endTime, details } = summary() ?? {};
    expect(secondsBetween(startTime, endTime)).toBe(4200);
    expect(secondsBetween(startTime, details?.callB?.connectedTimestamp)).toBe(600);
    expect(details?.callB?.callDuration).toBe(3600);
  });

  it('does not affect calls that run at the same time', async () => {
    const callers = Array.from({ length: 50 }, (_, index) => `+65911700${10 + index}`);
    const transcripts = await Promise.all(callers.map((from) => call({ from })));
    expect(transcripts.map(({ from }) => from)).toEqual(callers);
    expect(new Set(transcripts.map(({ sessionId }) => sessionId)).size).toBe(50);
  });
});

const secondsBetween = (from = '', to = ''): number => (Date.parse(to) - Date.parse(from)) / 1000;
