import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCall } from '../../../src/eightxeight/index.js';
import { InvalidRequestError, NumberNotInServiceError } from '../index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const NEW_NUMBER = '+6568332099';

describe('changing virtual numbers', () => {
  let simulation: Simulation;
  const payloads = () => simulation.receiver.messages('VNU').map(({ payload }) => payload);
  const numbers = async () => {
    const { body } = await simulation.api('GET', '/numbers');
    return body as { totalNumbers: number; lastUpdatedAt: string; numbers: object[] };
  };

  beforeEach(async () => {
    simulation = await Simulation.start();
    await simulation.register('VNU');
  });
  afterEach(() => simulation.close());

  it('are reported with exactly the published fields', async () => {
    const outcome = await simulation.simulator.changeNumber('6568332040', {
      operationalStatus: 'Unhealthy',
    });
    expect(outcome).toEqual({ type: 'VNU', updateEventType: 'UPDATES', status: 200, attempts: 1 });
    expect(simulation.receiver.messages('VNU')).toEqual([
      {
        namespace: 'VOICE',
        eventType: 'VIRTUAL_NUMBER_UPDATE',
        description: 'Status of account virtual number(s) updated',
        payload: {
          subAccountId: 'maskline_demo',
          totalNumbers: 2,
          updateEventType: 'UPDATES',
          virtualNumbers: [
            {
              msisdn: VIRTUAL_NUMBER,
              updatedTimestamp: expect.stringMatching(TIMESTAMP),
              countryCode: 'SG',
              operationalStatus: 'Unhealthy',
              referenceId: 'vn-ref-1',
              rentalPrice: 5,
              incomingRate: 0.05,
              billingUnit: 60,
              billingCurrency: 'USD',
              numberHealthCheckEnabled: true,
              updateStatus: 'UPDATED',
            },
          ],
        },
      },
    ]);
  });

  it('are listed with their current state and health', async () => {
    const { simulator } = simulation;
    const health = async () => {
      const [number] = (await numbers()).numbers as [Record<string, unknown>];
      const { isHealthy, status } = number['numberHealth'] as Record<string, unknown>;
      return [number['operationalStatus'], isHealthy, status];
    };
    await simulator.changeNumber(VIRTUAL_NUMBER, { operationalStatus: 'Unhealthy' });
    expect(await health()).toEqual(['Unhealthy', false, 'Unhealthy']);
    await simulator.changeNumber(VIRTUAL_NUMBER, { operationalStatus: 'Active' });
    expect(await health()).toEqual(['Active', true, 'Healthy']);
    await simulator.changeNumber(VIRTUAL_NUMBER, { isHealthy: false });
    expect(await health()).toEqual(['Active', false, 'Unhealthy']);
    const { lastUpdatedAt } = await numbers();
    expect(payloads().at(-1)?.virtualNumbers[0]?.updatedTimestamp).toBe(lastUpdatedAt);
    expect((await numbers()).numbers[0]).not.toHaveProperty('isHealthy');
  });

  it('can be dialled once added', async () => {
    await simulation.simulator.addNumber({ msisdn: '6568332099', operationalStatus: 'Expiring' });
    expect(payloads()).toMatchObject([
      {
        totalNumbers: 3,
        virtualNumbers: [{ msisdn: NEW_NUMBER, operationalStatus: 'Expiring' }],
      },
    ]);
    simulation.answerWith([makeCall({ source: NEW_NUMBER, destination: CALLEE })]);
    const call = await simulation.simulator.placeCall({ from: CALLER, to: NEW_NUMBER });
    expect(call).toMatchObject({ calleeAnswered: true, shownCallerId: NEW_NUMBER });
  });

  it('can no longer be dialled once removed', async () => {
    await simulation.simulator.removeNumber(VIRTUAL_NUMBER);
    expect(payloads()).toMatchObject([
      {
        totalNumbers: 1,
        virtualNumbers: [{ msisdn: VIRTUAL_NUMBER, operationalStatus: 'Inactive' }],
      },
    ]);
    expect(await numbers()).toMatchObject({
      totalNumbers: 1,
      numbers: [{ msisdn: '+6568332041' }],
    });
    expect((await simulation.api('GET', '/numbers/6568332040')).status).toBe(404);
    const call = simulation.simulator.placeCall({ from: CALLER, to: VIRTUAL_NUMBER });
    await expect(call).rejects.toThrow(NumberNotInServiceError);
  });

  it('are all reported as unchanged by a snapshot', async () => {
    await simulation.simulator.sendSnapshot();
    expect(payloads()).toMatchObject([
      {
        totalNumbers: 2,
        updateEventType: 'SNAPSHOT',
        virtualNumbers: [
          { msisdn: VIRTUAL_NUMBER, updateStatus: 'NO_CHANGE' },
          { msisdn: '+6568332041', updateStatus: 'NO_CHANGE' },
        ],
      },
    ]);
  });

  it('can be changed over HTTP', async () => {
    const outcome = { status: 200, body: { type: 'VNU', status: 200 } };
    const change = (method: string, path: string, body?: unknown) =>
      simulation.request(method, `/simulator/numbers${path}`, body);
    expect(await change('POST', '', { msisdn: NEW_NUMBER })).toMatchObject(outcome);
    const expiring = { operationalStatus: 'Expiring' };
    expect(await change('PATCH', `/${NEW_NUMBER}`, expiring)).toMatchObject(outcome);
    expect(await change('DELETE', `/${NEW_NUMBER}`)).toMatchObject(outcome);
    expect(await change('POST', '/snapshot')).toMatchObject(outcome);
    expect(payloads().map(({ virtualNumbers: [first] }) => first?.operationalStatus)).toEqual([
      'Active',
      'Expiring',
      'Inactive',
      'Active',
    ]);
    expect(await change('PATCH', `/${NEW_NUMBER}`, expiring)).toMatchObject({
      status: 404,
      body: { code: 'number-not-in-service' },
    });
  });

  it.each([
    [{ msisdn: 'abc' }, /^msisdn/],
    [{ msisdn: VIRTUAL_NUMBER }, /already$/],
    [{ msisdn: NEW_NUMBER, operationalStatus: 'Sleepy' }, /^operationalStatus/],
    [{ msisdn: NEW_NUMBER, isHealthy: 'yes' }, /^isHealthy/],
    [{ msisdn: NEW_NUMBER, countryCode: 65 }, /^countryCode/],
    [{ msisdn: NEW_NUMBER, colour: 'red' }, /no field colour/],
  ])('are refused as %j', async (number, message) => {
    const adding = simulation.simulator.addNumber(number as { msisdn: string });
    await expect(adding).rejects.toThrow(InvalidRequestError);
    await expect(adding).rejects.toThrow(message);
    expect(payloads()).toEqual([]);
    expect(await numbers()).toMatchObject({ totalNumbers: 2 });
  });

  it('change even without a registered webhook', async () => {
    await simulation.api('DELETE', '/webhooks/VNU');
    const outcome = await simulation.simulator.removeNumber(VIRTUAL_NUMBER);
    expect(outcome).toMatchObject({ status: 'no webhook registered', attempts: 0 });
    expect(await numbers()).toMatchObject({ totalNumbers: 1 });
  });
});
