import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCall } from '../callflow/callflow.js';
import { json, ScriptedServer } from '../test-support/scripted-server.js';
import { VoiceApiClient } from './voice-api.client.js';
import {
  EightXEightBadResponseError,
  EightXEightInvalidArgumentError,
} from './voice-api.errors.js';

const SUB_ACCOUNT = 'acme_rides';
const OK = { statusCode: 0, statusMessage: 'ok' };
const SESSION = 'e35e3d0e-065a-11ec-b119-676cb2bc33ef';

let server: ScriptedServer;
let client: VoiceApiClient;
beforeEach(async () => {
  server = await ScriptedServer.start();
  client = new VoiceApiClient({ baseUrl: server.url, apiKey: 'the-api-key' });
});
afterEach(() => server.close());

const answer = (body: object) =>
  server.reply(json(200, { ...body, ...OK, added: { later: true } }));

/** Returns the only request that 8x8 received. Asserts that it has the key and accepts JSON. */
function theRequest() {
  expect(server.received).toHaveLength(1);
  const { method, path, body, headers } = server.received[0]!;
  expect(headers).toMatchObject({
    authorization: 'Bearer the-api-key',
    accept: 'application/json',
  });
  const prefix = `/api/v1/subaccounts/${SUB_ACCOUNT}`;
  expect(path.startsWith(prefix)).toBe(true);
  return { call: `${method} ${path.slice(prefix.length)}`, body };
}

describe('virtual numbers', () => {
  const listed = {
    msisdn: '6568332048',
    countryCode: 'SG',
    operationalStatus: 'Active',
    referenceId: 'range-1',
    rentalPrice: 5,
    billingUnit: 60,
    numberHealthCheckEnabled: true,
    dateUpdated: '2026-07-01T00:00:00.000Z',
    numberHealth: { isHealthy: true, status: 'Healthy', lastCheckedTime: 'yesterday' },
  };

  it('are listed in E.164 with +, with the details that 8x8 sends', async () => {
    answer({ totalNumbers: 1, numbers: [listed] });
    const list = await client.listVirtualNumbers(SUB_ACCOUNT);
    expect(theRequest()).toEqual({ call: 'GET /numbers', body: '' });
    expect(list).toMatchObject({ totalNumbers: 1, isComplete: true });
    expect(list.numbers[0]).toMatchObject({
      ...listed,
      msisdn: '+6568332048',
      dateUpdated: new Date('2026-07-01T00:00:00.000Z'),
      numberHealth: { isHealthy: true, status: 'Healthy', lastCheckedTime: undefined },
    });
  });

  it.each([
    ['8x8 states a higher total than it lists', { totalNumbers: 2, numbers: [listed] }, 1],
    ['8x8 states a lower total than it lists', { totalNumbers: 0, numbers: [listed] }, 1],
    ['8x8 states no total', { numbers: [listed] }, 1],
    ['one is listed twice', { totalNumbers: 2, numbers: [listed, listed] }, 2],
    ['one is not in E.164', { totalNumbers: 2, numbers: [listed, { msisdn: '999' }] }, 1],
    ['one is not an object', { totalNumbers: 1, numbers: [listed, null] }, 1],
    ['one is not a text', { totalNumbers: 1, numbers: [listed, { msisdn: 6568332049 }] }, 1],
  ])('are an incomplete list when %s', async (_, body, count) => {
    answer(body);
    const list = await client.listVirtualNumbers(SUB_ACCOUNT);
    expect(list.isComplete).toBe(false);
    expect(list.numbers).toHaveLength(count);
  });

  it('are a complete list even if the health of one cannot be read', async () => {
    answer({ totalNumbers: '1', numbers: [{ ...listed, numberHealth: 1 }] });
    const list = await client.listVirtualNumbers(SUB_ACCOUNT);
    expect(list).toMatchObject({ isComplete: true, unreadable: 0 });
    expect(list.numbers[0]?.numberHealth).toBeUndefined();
  });

  it.each(['+6568332048', '6568332048'])('are looked up individually (%s)', async (number) => {
    answer({ payload: { msisdn: '+6568332048', referenceId: 'range-1', countryCode: 'SG' } });
    const found = await client.checkVirtualNumber(SUB_ACCOUNT, number);
    expect(theRequest().call).toBe('GET /numbers/6568332048');
    expect(found).toMatchObject({ msisdn: '+6568332048', referenceId: 'range-1' });
  });
});

describe('webhooks', () => {
  const registered = {
    type: 'VCA',
    url: 'https://mask.example/webhooks/8x8/call-action',
    enabled: true,
    httpAuthHeaderAvailable: true,
  };

  it('are listed, including types that 8x8 added', async () => {
    const other = { ...registered, type: 'XYZ', enabled: false, httpAuthHeaderAvailable: false };
    answer({ webhooks: [registered, other] });
    expect(await client.listWebhooks(SUB_ACCOUNT)).toEqual([registered, other]);
    expect(theRequest().call).toBe('GET /webhooks');
  });

  it('are registered with their header', async () => {
    answer({ webhooks: [registered] });
    const webhook = { type: 'VCA', url: registered.url, httpAuthHeader: 'secret' } as const;
    expect(await client.createWebhook(SUB_ACCOUNT, webhook)).toEqual([registered]);
    expect(theRequest()).toEqual({ call: 'POST /webhooks', body: { ...webhook, enabled: true } });
  });

  it('are deleted by type', async () => {
    answer(registered);
    await client.deleteWebhook(SUB_ACCOUNT, 'VNU');
    expect(theRequest()).toEqual({ call: 'DELETE /webhooks/VNU', body: '' });
  });
});

describe('recordings', () => {
  it('are listed for a session', async () => {
    const recording = {
      recordingId: 'r-1',
      status: 'completed',
      externalFileUrl: 'https://f/1.mp3',
    };
    const started = '2026-01-01T00:00:00Z';
    answer({
      recordings: [{ ...recording, sessionid: SESSION, duration: 10, startRecordingTime: started }],
    });
    expect(await client.listRecordings(SUB_ACCOUNT, SESSION)).toEqual([
      {
        ...recording,
        sessionId: SESSION,
        subAccountId: undefined,
        duration: 10,
        startRecordingTime: new Date(started),
      },
    ]);
    expect(theRequest().call).toBe(`GET /recordings/${SESSION}`);
  });

  const config = { protocol: 'S3', host: 'ap-southeast-1', port: 443, username: 'u', path: '/r/' };

  it('are uploaded where the push config says', async () => {
    answer({ subAccountId: SUB_ACCOUNT, ...config, passwordSet: true });
    const found = await client.getRecordingPushConfig(SUB_ACCOUNT);
    expect(found).toEqual({ ...config, passwordSet: true });
    expect(theRequest().call).toBe('GET /recording-push-config');
  });

  it('can be given another push config', async () => {
    answer({ subAccountId: SUB_ACCOUNT, ...config, passwordSet: true });
    const created = { ...config, password: 'p' };
    const found = await client.createRecordingPushConfig(SUB_ACCOUNT, created);
    expect(found).toEqual({ ...config, passwordSet: true });
    expect(theRequest()).toEqual({ call: 'POST /recording-push-config', body: created });
  });

  it('can have their push config deleted', async () => {
    answer({ delete: true, ...config });
    await client.deleteRecordingPushConfig(SUB_ACCOUNT);
    expect(theRequest().call).toBe('DELETE /recording-push-config');
  });
});

describe('calls that Maskline starts', () => {
  it('are started with a callflow and an expiry time', async () => {
    answer({ sessionId: SESSION, sessionStatus: 'CREATED', callFlowRequestId: 'c-1' });
    const validUntil = new Date('2026-07-03T05:59:32.226Z');
    const callflow = [makeCall({ source: '+6568332048', destination: '+6591178965' })];
    expect(await client.startCallflow(SUB_ACCOUNT, { validUntil, callflow })).toEqual({
      sessionId: SESSION,
      sessionStatus: 'CREATED',
      callFlowRequestId: 'c-1',
      validUntil: undefined,
    });
    expect(theRequest()).toEqual({
      call: 'POST /callflows',
      body: { validUntil: '2026-07-03T05:59:32.226Z', callflow },
    });
  });

  it('can use the voices that 8x8 lists', async () => {
    const voice = {
      speechProfileCode: 'en-US-Standard-A',
      localeCode: 'en-US',
      localeDescription: 'EnglishUS',
      gender: 'F',
    };
    answer({ speechProfiles: [voice] });
    expect(await client.listSpeechProfiles(SUB_ACCOUNT)).toEqual([voice]);
    expect(theRequest().call).toBe('GET /speech-profiles');
  });
});

describe('an argument that could lead to another address', () => {
  it.each(['..', '', 'a/b/c', 'acme?x', 'acme\nrides', 'x'.repeat(51)])(
    'is refused as a sub-account: %j',
    async (subAccount) => {
      await expect(client.listWebhooks(subAccount)).rejects.toThrow(
        EightXEightInvalidArgumentError,
      );
      expect(server.received).toEqual([]);
    },
  );

  it('is refused as a session id, a number and a webhook type', async () => {
    for (const attempt of [
      () => client.listRecordings(SUB_ACCOUNT, '../numbers'),
      () => client.checkVirtualNumber(SUB_ACCOUNT, '1/../..'),
      () => client.deleteWebhook(SUB_ACCOUNT, '..' as 'VCA'),
    ]) {
      await expect(attempt()).rejects.toThrow(EightXEightInvalidArgumentError);
    }
    expect(server.received).toEqual([]);
  });
});

describe('a response with other types than documented', () => {
  const calls = {
    numbers: () => client.listVirtualNumbers(SUB_ACCOUNT),
    number: () => client.checkVirtualNumber(SUB_ACCOUNT, '+6568332048'),
    webhooks: () => client.listWebhooks(SUB_ACCOUNT),
    recordings: () => client.listRecordings(SUB_ACCOUNT, SESSION),
    pushConfig: () => client.getRecordingPushConfig(SUB_ACCOUNT),
    callflow: () => client.startCallflow(SUB_ACCOUNT, { callflow: [] }),
    voices: () => client.listSpeechProfiles(SUB_ACCOUNT),
  };

  it.each([
    ['numbers', {}, 'numbers'],
    ['numbers', { numbers: {} }, 'numbers'],
    ['number', { payload: [] }, 'payload'],
    ['number', { payload: { msisdn: 'unknown' } }, 'payload.msisdn'],
    ['webhooks', { webhooks: [{ type: 'VCA', url: 'u', enabled: 'yes' }] }, 'webhooks[0].enabled'],
    ['webhooks', { webhooks: [{ type: 'VCA', enabled: true }] }, 'webhooks[0].url'],
    ['recordings', { recordings: [{ sessionid: 's' }] }, 'recordings[0].recordingId'],
    ['pushConfig', {}, 'protocol'],
    ['callflow', { sessionStatus: 'NOT_CREATED' }, 'sessionId'],
    ['voices', { speechProfiles: [{}] }, 'speechProfiles[0].speechProfileCode'],
  ] as const)('is a bad response: %s %j', async (call, body, field) => {
    server.reply(json(200, body));
    const error = await calls[call]().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EightXEightBadResponseError);
    expect(error).toMatchObject({ extensions: { reason: 'unexpected', field } });
    expect(server.received).toHaveLength(1);
  });
});
