import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hangup, makeCall } from '../../../src/eightxeight/index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';
import type { Reply } from '../test-support/webhook-receiver.js';

describe('a failing receiver', () => {
  let simulation: Simulation;
  const call = () => simulation.simulator.placeCall({ from: CALLER, to: VIRTUAL_NUMBER });
  const replyToHandle = (reply: Reply) => {
    simulation.receiver.reply = (type) => (type === 'VCA' ? reply : {});
  };

  beforeEach(async () => {
    simulation = await Simulation.start();
    simulation.answerWith([makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE })]);
  });
  afterEach(() => simulation.close());

  it.each<[string, Reply, number | string]>([
    ['answers 500', { status: 500, body: 'oops' }, 500],
    ['answers 201', { status: 201, body: { callflow: [hangup()] } }, 201],
    ['sends an endless response', { body: ' '.repeat(70_000) }, 'response larger than 65536 bytes'],
  ])('loses the call with -2002 if it %s', async (_, reply, status) => {
    replyToHandle(reply);
    const transcript = await call();
    expect(transcript).toMatchObject({
      sessionStatus: 'ERROR',
      errorCode: -2002,
      calleeRang: false,
      heardByCaller: [],
    });
    expect(transcript.messages[0]).toEqual({
      type: 'VCA',
      leg: 'A',
      callStatus: 'CALL_RECEIVED',
      status,
      attempts: 1,
    });
    expect(transcript.faults).toHaveLength(1);
    const summary = simulation.receiver.messages('VSS')[0]?.payload;
    expect(summary).toMatchObject({
      sessionStatus: 'ERROR',
      callCount: 1,
      details: { callA: { callStatus: 'ERROR' } },
      errorDetails: { errorCode: -2002, errorMessage: expect.stringContaining('webhook') },
    });
  });

  it('loses the call with -2002 if it does not respond in time', async () => {
    await simulation.close();
    simulation = await Simulation.start({ answerTimeoutMs: 1_000 });
    replyToHandle('never');
    const startedAt = performance.now();
    const { errorCode, messages, answerMs } = await call();
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect({ errorCode, answerMs }).toEqual({ errorCode: -2002, answerMs: undefined });
    expect(messages[0]).toMatchObject({ status: 'no response within 1000 ms', attempts: 1 });
    expect(simulation.receiver.messages('VCA')).toHaveLength(1);
  });

  it('loses the call with -2002 if it redirects, which is not followed', async () => {
    replyToHandle({ status: 307, headers: { location: simulation.receiver.urlFor('VCA') } });
    expect(await call()).toMatchObject({ errorCode: -2002 });
    expect(simulation.receiver.messages('VCA')).toHaveLength(1);
  });

  it('loses the call with -2002 if it is unreachable or not registered', async () => {
    await simulation.register('VCA', { url: 'http://127.0.0.1:1/' });
    const refused = await call();
    expect(refused).toMatchObject({ errorCode: -2002 });
    expect(refused.messages[0]?.status).toContain('ECONNREFUSED');

    await simulation.register('VCA', { enabled: false });
    const unregistered = await call();
    expect(unregistered).toMatchObject({ errorCode: -2002 });
    expect(unregistered.messages[0]).toMatchObject({ attempts: 0 });
    expect(simulation.receiver.messages('VSS')).toHaveLength(2);
  });

  it.each<[string, Reply, unknown, string]>([
    ['is not JSON', { body: '{"callflow":' }, undefined, 'the response is not JSON'],
    ['is empty', { body: '' }, undefined, 'the response is not JSON'],
    [
      'has an unknown action',
      { body: { callflow: [{ action: 'dance' }] } },
      { callflow: [{ action: 'dance' }] },
      'callflow[0] has an unknown action',
    ],
  ])('loses the call with -2003 if its response %s', async (_, reply, answer, fault) => {
    replyToHandle(reply);
    const transcript = await call();
    expect(transcript).toMatchObject({ sessionStatus: 'ERROR', errorCode: -2003, faults: [fault] });
    expect(transcript.answer).toEqual(answer);
    expect(simulation.receiver.messages('VSS')[0]?.payload.errorDetails?.errorCode).toBe(-2003);
  });

  it('loses the call with -2008 if its caller id is not a rented number', async () => {
    simulation.answerWith([makeCall({ source: CALLER, destination: CALLEE })]);
    expect(await call()).toMatchObject({
      sessionStatus: 'ERROR',
      errorCode: -2008,
      calleeRang: false,
      faults: ['callflow[0].params.source is not a number of the sub-account'],
    });
  });

  it('gets a status again until it accepts it, with the same event id', async () => {
    let failures = 0;
    const { receiver } = simulation;
    const accept = receiver.reply;
    receiver.reply = (type, message) => {
      if (type !== 'VCS' || failures === 2) return accept(type, message);
      failures += 1;
      return { status: 503 };
    };
    const { sessionStatus, messages } = await call();
    expect(sessionStatus).toBe('COMPLETED');
    const first = messages.find(({ type }) => type === 'VCS');
    expect(first).toMatchObject({ callStatus: 'CALL_RECEIVED', status: 200, attempts: 3 });
    const eventIds = receiver.messages('VCS').map(({ payload }) => payload.eventId);
    expect(new Set(eventIds.slice(0, 3)).size).toBe(1);
    expect(new Set(eventIds).size).toBe(6);
  });

  it('does not lose calls if it never accepts a status or a summary', async () => {
    const accept = simulation.receiver.reply;
    simulation.receiver.reply = (type, message) =>
      type === 'VCA' ? accept(type, message) : { status: 500 };
    const transcript = await call();
    expect(transcript).toMatchObject({ sessionStatus: 'COMPLETED', calleeAnswered: true });
    const [, ...reports] = transcript.messages;
    expect(reports).toHaveLength(7);
    for (const report of reports) expect(report).toMatchObject({ status: 500, attempts: 4 });
    expect(simulation.receiver.messages('VSS')).toHaveLength(4);
  });

  it('does not need to register for statuses and summaries', async () => {
    await simulation.api('DELETE', '/webhooks/VCS');
    await simulation.api('DELETE', '/webhooks/VSS');
    const { sessionStatus, messages } = await call();
    expect(sessionStatus).toBe('COMPLETED');
    expect(messages.at(-1)).toMatchObject({
      type: 'VSS',
      status: 'no webhook registered',
      attempts: 0,
    });
  });
});
