import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

describe("8x8's API", () => {
  let simulation: Simulation;
  beforeEach(async () => {
    simulation = await Simulation.start();
  });
  afterEach(() => simulation.close());

  it.each([
    ['no key', ''],
    ['a wrong key', 'Bearer wrong'],
    ['a bare key', 'test-key'],
  ])('refuses %s with 401', async (_, authorization) => {
    const paths = ['/numbers', '/webhooks', '/recording-push-config', '/speech-profiles'];
    for (const path of [...paths, '/recordings/a']) {
      const answer = await simulation.api('GET', path, undefined, { authorization });
      expect(answer).toMatchObject({ status: 401, body: { statusCode: 401 } });
    }
    const body = { type: 'VCA', url: 'https://attacker.example/' };
    const answer = await simulation.api('POST', '/webhooks', body, { authorization });
    expect(answer.status).toBe(401);
  });

  it('refuses another sub-account with 403', async () => {
    const answer = await simulation.request('GET', '/api/v1/subaccounts/other/numbers', undefined, {
      authorization: 'Bearer test-key',
    });
    expect(answer).toMatchObject({ status: 403, body: { statusCode: 403 } });
  });

  it('lists the virtual numbers', async () => {
    const { status, body } = await simulation.api('GET', '/numbers');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      totalNumbers: 2,
      numbers: [
        {
          msisdn: VIRTUAL_NUMBER,
          countryCode: 'SG',
          operationalStatus: 'Active',
          referenceId: 'vn-ref-1',
          numberHealth: { isHealthy: true },
        },
        { msisdn: '+6568332041' },
      ],
      statusCode: 0,
      statusMessage: 'ok',
    });
  });

  it.each(['6568332040', VIRTUAL_NUMBER])('shows one virtual number (%s)', async (number) => {
    expect(await simulation.api('GET', `/numbers/${number}`)).toEqual({
      status: 200,
      body: {
        statusCode: 0,
        statusMessage: 'ok',
        timestamp: expect.any(String),
        payload: { referenceId: 'vn-ref-1', msisdn: VIRTUAL_NUMBER, countryCode: 'SG' },
      },
    });
  });

  it('responds with 404 for a number of another sub-account', async () => {
    expect(await simulation.api('GET', '/numbers/6599999999')).toEqual({
      status: 404,
      body: {
        statusCode: 404,
        statusMessage: expect.any(String),
        timestamp: expect.any(String),
      },
    });
  });

  it('lists voices, including the one that Maskline uses', async () => {
    expect(await simulation.api('GET', '/speech-profiles')).toEqual({
      status: 200,
      body: {
        speechProfiles: expect.arrayContaining([
          {
            speechProfileCode: 'en-US-ZiraRUS',
            localeCode: 'en-US',
            localeDescription: 'EnglishUS',
            gender: 'F',
          },
        ]),
        statusCode: 0,
        statusMessage: 'ok',
      },
    });
  });

  it('lists webhooks without the header value', async () => {
    await simulation.register('VSS', { httpAuthHeader: null, enabled: null });
    const answer = await simulation.api('GET', '/webhooks');
    const webhook = (type: 'VCA' | 'VCS' | 'VSS', httpAuthHeaderAvailable: boolean) => ({
      type,
      url: simulation.receiver.urlFor(type),
      enabled: true,
      httpAuthHeaderAvailable,
    });
    expect(answer).toEqual({
      status: 200,
      body: {
        subAccountId: 'maskline_demo',
        count: 3,
        webhooks: [webhook('VCA', true), webhook('VCS', true), webhook('VSS', false)],
        statusCode: 0,
        statusMessage: 'ok',
      },
    });
  });

  it('keeps one webhook for each type', async () => {
    const body = { type: 'VCA', url: 'https://new.example/', enabled: false };
    const answer = await simulation.api('POST', '/webhooks', body);
    expect(answer.body).toMatchObject({
      count: 3,
      webhooks: [{ ...body, httpAuthHeaderAvailable: false }, { type: 'VCS' }, { type: 'VSS' }],
    });
  });

  it('deletes a webhook once', async () => {
    expect(await simulation.api('DELETE', '/webhooks/VSS')).toEqual({
      status: 200,
      body: {
        subAccountId: 'maskline_demo',
        type: 'VSS',
        url: simulation.receiver.urlFor('VSS'),
        enabled: false,
        httpAuthHeaderAvailable: true,
        statusCode: 0,
        statusMessage: 'deleted',
      },
    });
    expect((await simulation.api('DELETE', '/webhooks/VSS')).status).toBe(404);
  });

  it('deletes a webhook for a client that always sends a content type', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await simulation.api('DELETE', '/webhooks/VSS', undefined, headers);
    expect(answer.status).toBe(200);
  });

  it.each([
    ['no body', ''],
    ['no JSON', '{'],
    ['no object', '"VCA"'],
    ['an unknown type', { type: 'XYZ', url: 'https://a.example/' }],
    ['no url', { type: 'VCA' }],
    ['a url that is not http', { type: 'VCA', url: 'ftp://a.example/' }],
    [
      'a header with a line break',
      { type: 'VCA', url: 'https://a.example/', httpAuthHeader: '\n' },
    ],
    ['a text as enabled', { type: 'VCA', url: 'https://a.example/', enabled: 'yes' }],
  ])('refuses a webhook with %s with 422', async (_, body) => {
    expect(await simulation.api('POST', '/webhooks', body)).toEqual({
      status: 422,
      body: {
        errorId: expect.stringMatching(/^[\da-f-]{36}$/),
        statusCode: '1001',
        statusMessage: expect.any(String),
        timestamp: expect.any(String),
      },
    });
  });
});
