import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidRequestError, type ApiFault } from '../index.js';
import { API_KEY, Simulation } from '../test-support/simulation.js';

describe('a simulated API failure', () => {
  let simulation: Simulation;
  const statuses = async (...paths: string[]) => {
    const found: number[] = [];
    for (const path of paths) found.push((await simulation.api('GET', path)).status);
    return found;
  };

  beforeEach(async () => {
    simulation = await Simulation.start();
  });
  afterEach(() => simulation.close());

  it.each([401, 403, 404, 429, 500, 503])('returns %i once, with any key', async (status) => {
    simulation.simulator.failNext({ status });
    const answer = await simulation.api('GET', '/numbers');
    expect(answer).toEqual({
      status,
      body: {
        statusCode: status,
        statusMessage: expect.any(String),
        timestamp: expect.any(String),
      },
    });
    expect(await statuses('/numbers')).toEqual([200]);
  });

  it('returns 422 as for an invalid body, with the error shape of callflows there', async () => {
    simulation.simulator.failNext({ status: 422 });
    const webhook = { type: 'VNU', url: 'https://a.example/' };
    const answer = await simulation.api('POST', '/webhooks', webhook);
    expect(answer).toMatchObject({ status: 422, body: { statusCode: '1001' } });
    expect((await simulation.api('GET', '/webhooks')).body).toMatchObject({ count: 3 });
    simulation.simulator.failNext({ status: 500 });
    expect(await simulation.api('POST', '/callflows', {})).toMatchObject({
      status: 500,
      body: { sessionStatus: 'NOT_CREATED', statusCode: 500 },
    });
  });

  it('occurs as often as requested, one fault after the other', async () => {
    await simulation.request('POST', '/simulator/faults', { status: 429, times: 2 });
    simulation.simulator.failNext({ status: 500 });
    const paths = ['/numbers', '/webhooks', '/numbers', '/numbers'];
    expect(await statuses(...paths)).toEqual([429, 429, 500, 200]);
  });

  it('occurs only for the requested paths', async () => {
    simulation.simulator.failNext({ status: 500, path: '/webhooks' });
    expect(await statuses('/numbers', '/webhooks', '/webhooks')).toEqual([200, 500, 200]);
  });

  it('can be a response that is not JSON', async () => {
    simulation.simulator.failNext({ status: 'garbage' });
    const url = `${simulation.url}/api/v1/subaccounts/maskline_demo/numbers`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${API_KEY}` } });
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
  });

  it('can stall a request, which does not prevent closing', async () => {
    simulation.simulator.failNext({ status: 'stall' });
    let hasAnswered = false;
    const stalled = simulation.api('GET', '/numbers').finally(() => (hasAnswered = true));
    const broken = expect(stalled).rejects.toThrow('fetch failed');
    expect(await statuses('/numbers', '/webhooks')).toEqual([200, 200]);
    expect(hasAnswered).toBe(false);
    await simulation.simulator.close();
    await broken;
  });

  it.each([
    [{}, /^status/],
    [{ status: 418 }, /^status/],
    [{ status: 500, times: 0 }, /^times/],
    [{ status: 500, path: 7 }, /^path/],
    [{ status: 500, delay: 7 }, /no field delay/],
  ])('is refused if the fault is %j', async (fault, message) => {
    const { simulator } = simulation;
    expect(() => simulator.failNext(fault as unknown as ApiFault)).toThrow(InvalidRequestError);
    const answer = await simulation.request('POST', '/simulator/faults', fault);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) },
    });
    expect(await statuses('/numbers')).toEqual([200]);
  });
});
