import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makeCall,
  type CallActionMessage,
  type CallflowAction,
} from '../../../src/eightxeight/index.js';
import type { CallBehaviour } from '../index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const ask: CallflowAction = {
  action: 'sayAndCapture',
  params: {
    promptMessage: 'Your code?',
    voiceProfile: 'en-US-ZiraRUS',
    successMessage: 'Thank you.',
    failureMessage: 'Sorry?',
    completeOnHash: true,
    minDigits: 4,
    maxDigits: 6,
    noOfTries: 2,
  },
};
const connect = makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE });

describe('sayAndCapture', () => {
  let simulation: Simulation;
  const call = (behaviour: CallBehaviour) =>
    simulation.simulator.placeCall({ from: CALLER, to: VIRTUAL_NUMBER, behaviour });

  beforeEach(async () => {
    simulation = await Simulation.start();
    simulation.receiver.reply = (type, message) => {
      if (type !== 'VCA') return {};
      const { callStatus } = (message as CallActionMessage).payload;
      return callStatus === 'CALL_RECEIVED'
        ? { body: { clientActionId: 'ask-1', callflow: [ask] } }
        : { body: { callflow: [connect] } };
    };
  });
  afterEach(() => simulation.close());

  it('sends the digits to the receiver and plays the next callflow', async () => {
    const transcript = await call({ dtmf: '4711#99' });
    expect(transcript).toMatchObject({
      sessionStatus: 'COMPLETED',
      heardByCaller: ['Your code?', 'Thank you.'],
      connectedTo: CALLEE,
      calleeAnswered: true,
      answer: { callflow: [connect] },
    });
    const [received, completed] = simulation.receiver.messages('VCA');
    expect(completed?.payload).toEqual({
      ...received?.payload,
      eventId: completed?.payload.eventId,
      timestamp: completed?.payload.timestamp,
      callStatus: 'ACTION_COMPLETED',
      sourceRefId: null,
      eventData: { dtmf: '4711' },
      clientActionId: 'ask-1',
    });
    expect(completed?.payload.eventId).not.toBe(received?.payload.eventId);
    const handles = transcript.messages.filter(({ type }) => type === 'VCA');
    expect(handles).toMatchObject([
      { callStatus: 'CALL_RECEIVED', status: 200 },
      { callStatus: 'ACTION_COMPLETED', status: 200 },
    ]);
  });

  it.each([
    ['nothing', null, null],
    ['too little', '47', null],
    ['too much', '12345678', '123456'],
  ])('reports what was captured if the caller enters %s', async (_, dtmf, captured) => {
    const { heardByCaller } = await call({ dtmf });
    const [, completed] = simulation.receiver.messages('VCA');
    expect(completed?.payload.eventData).toEqual({ dtmf: captured });
    const failed = ['Your code?', 'Sorry?', 'Your code?', 'Sorry?'];
    expect(heardByCaller).toEqual(captured === null ? failed : ['Your code?', 'Thank you.']);
  });

  it('ends with ERROR if the receiver fails at the second call handle', async () => {
    const first = simulation.receiver.reply;
    simulation.receiver.reply = (type, message) =>
      simulation.receiver.messages('VCA').length === 1 && type === 'VCA'
        ? { status: 500 }
        : first(type, message);
    expect(await call({ dtmf: '4711' })).toMatchObject({
      sessionStatus: 'ERROR',
      errorCode: -2002,
    });
    expect(simulation.receiver.messages('VSS')[0]?.payload).toMatchObject({
      lastAction: 'SAY_AND_CAPTURE',
      details: { callA: { callStatus: 'ERROR' } },
    });
  });

  it('does not ask for ever', async () => {
    simulation.answerWith([ask]);
    const transcript = await call({ dtmf: '4711' });
    expect(transcript.sessionStatus).toBe('COMPLETED');
    expect(transcript.faults).toEqual(['the caller hung up after 10 sayAndCapture']);
  });
});
