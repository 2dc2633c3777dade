import { afterEach, describe, expect, it } from 'vitest';
import { makeCall } from '../../src/eightxeight/index.js';
import { Simulator, SimulatorClosedError, type SimulatorOptions } from './index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from './test-support/simulation.js';

const connect = makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE });
const request = { from: CALLER, to: VIRTUAL_NUMBER };

describe('the simulator', () => {
  let simulation: Simulation;
  const start = async (options?: Partial<SimulatorOptions>) => {
    simulation = await Simulation.start(options);
    simulation.answerWith([connect]);
    return simulation;
  };
  const place = (body: unknown) => simulation.request('POST', '/simulator/calls', body);
  afterEach(() => simulation.close());

  it('places calls over HTTP without a key and lists them, newest first', async () => {
    await start();
    const answered = await place({ ...request, behaviour: 'answers' });
    expect(answered).toMatchObject({ status: 200, body: { sessionStatus: 'COMPLETED' } });
    const busy = await place({ ...request, from: null, behaviour: { callee: 'busy' } });
    expect(busy).toMatchObject({ status: 200, body: { sessionStatus: 'BUSY' } });
    const past = await simulation.request('GET', '/simulator/calls');
    expect(past.body).toEqual({ items: [busy.body, answered.body] });
    const health = await simulation.request('GET', '/simulator/health');
    expect(health).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it.each([
    ['no JSON', '{', /JSON/],
    ['a list', [], /the call is not a JSON object/],
    ['a missing to', { from: CALLER }, /^to is not a phone number/],
    ['a word as from', { ...request, from: 'me' }, /^from is neither/],
    ['an unknown field', { ...request, behavior: 'busy' }, /no field behavior/],
    ['an unknown behaviour', { ...request, behaviour: 'sings' }, /^behaviour is not one of/],
    ['an unknown callee', { ...request, behaviour: { callee: 'sings' } }, /^behaviour.callee/],
    ['negative time', { ...request, behaviour: { talkSeconds: -1 } }, /^behaviour.talkSeconds/],
    ['letters as dtmf', { ...request, behaviour: { dtmf: 'abc' } }, /^behaviour.dtmf/],
    ['a number as session id', { ...request, sessionId: 1 }, /^sessionId/],
  ])('refuses a call with %s with 400 and the reason', async (_, body, message) => {
    await start();
    expect(await place(body)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) },
    });
    expect(simulation.receiver.received).toEqual([]);
  });

  it('responds with 404 for a number that the sub-account does not rent', async () => {
    await start();
    expect(await place({ ...request, to: CALLEE })).toMatchObject({
      status: 404,
      body: { code: 'number-not-in-service' },
    });
  });

  it('sends the registered value in the configured header', async () => {
    await start({ authHeaderName: 'x-webhook-secret' });
    await simulation.simulator.placeCall(request);
    expect(simulation.receiver.received[0]?.headers).toMatchObject({
      'x-webhook-secret': 'secret',
    });
    expect(simulation.receiver.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('interrupts a ringing call when it closes', async () => {
    await start({ timeScale: 1 });
    const direct = simulation.simulator.placeCall({ ...request, behaviour: 'no-answer' });
    const ended = expect(direct).rejects.toThrow(SimulatorClosedError);
    const overHttp = place({ ...request, behaviour: 'no-answer' });
    const ringing = () =>
      simulation.receiver
        .messages('VCS')
        .filter(({ payload }) => payload.callStatus === 'CALL_INITIATED').length === 2;
    await simulation.receiver.until(ringing);
    await simulation.simulator.close();
    await ended;
    expect(await overHttp).toMatchObject({ status: 503, body: { code: 'simulator-closed' } });
    expect(simulation.receiver.messages('VSS')).toEqual([]);
  });

  it('interrupts a call that waits for a callflow or for a report when it closes', async () => {
    for (const silent of ['VCA', 'VSS'] as const) {
      await start({ answerTimeoutMs: 60_000 });
      const answer = simulation.receiver.reply;
      simulation.receiver.reply = (type, message) =>
        type === silent ? 'never' : answer(type, message);
      const call = simulation.simulator.placeCall(request);
      const ended = expect(call).rejects.toThrow(SimulatorClosedError);
      await simulation.receiver.until(() => simulation.receiver.messages(silent).length === 1);
      await simulation.close();
      await ended;
    }
  });

  it('can be closed twice, or without ever listening, and places no calls afterwards', async () => {
    await start();
    const { simulator } = simulation;
    await Promise.all([simulator.close(), simulator.close()]);
    await expect(simulator.placeCall(request)).rejects.toThrow(SimulatorClosedError);
    await new Simulator({ subAccountId: 'demo', apiKey: 'key', numbers: [] }).close();
  });

  it('refuses invalid options', async () => {
    await start();
    const options = { subAccountId: 'demo', apiKey: 'key', numbers: [] };
    expect(() => new Simulator({ ...options, timeScale: 0 })).toThrow(RangeError);
    expect(() => new Simulator({ ...options, numbers: [{ msisdn: 'abc' }] })).toThrow(RangeError);
    expect(() => new Simulator({ ...options, authHeaderName: 'a b' })).toThrow(TypeError);
  });
});
