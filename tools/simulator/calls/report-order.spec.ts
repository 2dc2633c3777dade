import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCall } from '../../../src/eightxeight/index.js';
import type { ReportDelivery } from '../index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const AS_THINGS_HAPPEN = [
  'A CALL_RECEIVED',
  'B CALL_INITIATED',
  'B CALL_CONNECTED',
  'A CALL_CONNECTED',
  'B CALL_DISCONNECTED',
  'A CALL_DISCONNECTED',
  'VSS',
  'VRU',
];

describe('the reports of a call', () => {
  let simulation: Simulation;
  const call = (reports?: ReportDelivery) =>
    simulation.simulator.placeCall({
      from: CALLER,
      to: VIRTUAL_NUMBER,
      behaviour: reports ? { reports } : {},
    });
  /** Returns what the receiver got, in its order, without call handles. */
  const received = () =>
    simulation.receiver.received
      .filter(({ type }) => type !== 'VCA')
      .map(({ type, message: { payload } }) =>
        type === 'VCS' && 'callDirection' in payload
          ? `${payload.callDirection === 'INBOUND' ? 'A' : 'B'} ${payload.callStatus}`
          : type,
      );

  beforeEach(async () => {
    simulation = await Simulation.start();
    await simulation.register('VRU');
    const params = { source: VIRTUAL_NUMBER, destination: CALLEE, callRecording: true };
    simulation.answerWith([makeCall(params)]);
  });
  afterEach(() => simulation.close());

  it('arrive once, as things happen', async () => {
    await call();
    expect(received()).toEqual(AS_THINGS_HAPPEN);
  });

  it('can arrive several times, identical to the byte', async () => {
    const { messages } = await call({ copies: 3 });
    expect(received()).toEqual(AS_THINGS_HAPPEN.flatMap((report) => [report, report, report]));
    const bodies = simulation.receiver.received.map(({ message }) => JSON.stringify(message));
    expect(new Set(bodies).size).toBe(1 + AS_THINGS_HAPPEN.length);
    expect(simulation.receiver.messages('VCA')).toHaveLength(1);
    expect(messages).toHaveLength(1 + 3 * AS_THINGS_HAPPEN.length);
    expect(messages.every(({ status }) => status === 200)).toBe(true);
  });

  it('can arrive in reverse order', async () => {
    const { messages } = await call({ order: 'reversed' });
    expect(received()).toEqual(AS_THINGS_HAPPEN.toReversed());
    expect(messages.map(({ type }) => type).slice(0, 3)).toEqual(['VCA', 'VRU', 'VSS']);
  });

  it('can arrive shuffled, in the same order for the same seed', async () => {
    const shuffled = async (seed: number) => {
      simulation.receiver.received.length = 0;
      await call({ order: 'shuffled', seed });
      return received();
    };
    const first = await shuffled(1);
    expect(first).not.toEqual(AS_THINGS_HAPPEN);
    expect(first.toSorted()).toEqual(AS_THINGS_HAPPEN.toSorted());
    expect(await shuffled(1)).toEqual(first);
    expect(await shuffled(2)).not.toEqual(first);
  });

  it('can arrive at the same time, none waiting for the response to another', async () => {
    await simulation.close();
    simulation = await Simulation.start({ answerTimeoutMs: 60_000 });
    const { receiver } = simulation;
    receiver.reply = (type) =>
      type === 'VCA'
        ? { body: { callflow: [makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE })] } }
        : 'never';
    const ended = expect(call({ copies: 2, order: 'together' })).rejects.toThrow('closed');
    await receiver.until(() => received().length === 14);
    const reports = AS_THINGS_HAPPEN.filter((report) => report !== 'VRU');
    expect(received().toSorted()).toEqual([...reports, ...reports].toSorted());
    await simulation.simulator.close();
    await ended;
  });

  it.each([
    [{ copies: 0 }, /reports.copies/],
    [{ copies: 1.5 }, /reports.copies/],
    [{ order: 'sideways' }, /reports.order/],
    [{ seed: -1 }, /reports.seed/],
    [{ twice: true }, /no field twice/],
  ])('are refused as %j', async (reports, message) => {
    await expect(call(reports as ReportDelivery)).rejects.toThrow(message);
  });
});
