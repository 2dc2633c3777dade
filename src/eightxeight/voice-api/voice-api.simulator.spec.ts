import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Simulator } from '../../../tools/simulator/index.js';
import { makeCall, say } from '../callflow/callflow.js';
import { WEBHOOK_TYPES } from '../messages/messages.js';
import { json, ScriptedServer } from '../test-support/scripted-server.js';
import { VoiceApiClient } from './voice-api.client.js';
import { EightXEightNotFoundError } from './voice-api.errors.js';

const SUB_ACCOUNT = 'acme_rides';
const NUMBER = '+6568332040';
const CALLEE = '+6591178965';

let simulator: Simulator;
let client: VoiceApiClient;
beforeEach(async () => {
  simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey: 'the-api-key',
    numbers: [{ msisdn: NUMBER }, { msisdn: '+6568332041', operationalStatus: 'Unhealthy' }],
    timeScale: 10_000,
  });
  const baseUrl = await simulator.listen();
  client = new VoiceApiClient({ baseUrl, apiKey: 'the-api-key', sleep: async () => undefined });
});
afterEach(() => simulator.close());

/** Starts a call from a virtual number and waits until it has ended. @returns the session id */
async function call(): Promise<string> {
  const callflow = [
    makeCall({ source: NUMBER, destination: CALLEE }),
    say({ text: 'Hello', voiceProfile: 'en-US-ZiraRUS' }),
  ];
  const validUntil = new Date(Date.now() + 60_000);
  const started = await client.startCallflow(SUB_ACCOUNT, { validUntil, callflow });
  expect(started).toMatchObject({ sessionStatus: 'CREATED', validUntil });
  await simulator.idle();
  return started.sessionId;
}

describe('the client and the simulated 8x8 agree about', () => {
  it('virtual numbers', async () => {
    const { numbers, isComplete } = await client.listVirtualNumbers(SUB_ACCOUNT);
    expect(isComplete).toBe(true);
    expect(numbers).toMatchObject([
      { msisdn: NUMBER, countryCode: 'SG', operationalStatus: 'Active', billingCurrency: 'USD' },
      { operationalStatus: 'Unhealthy', numberHealth: { isHealthy: false } },
    ]);
    expect(await client.checkVirtualNumber(SUB_ACCOUNT, NUMBER)).toMatchObject({
      msisdn: NUMBER,
      referenceId: numbers[0]?.referenceId,
    });
    await expect(client.checkVirtualNumber(SUB_ACCOUNT, CALLEE)).rejects.toThrow(
      EightXEightNotFoundError,
    );
  });

  it('webhooks', async () => {
    for (const type of WEBHOOK_TYPES) {
      const url = `https://mask.example/${type}`;
      const listed = await client.createWebhook(SUB_ACCOUNT, { type, url, httpAuthHeader: 'x' });
      expect(listed.at(-1)).toEqual({ type, url, enabled: true, httpAuthHeaderAvailable: true });
    }
    for (const type of WEBHOOK_TYPES) await client.deleteWebhook(SUB_ACCOUNT, type);
    expect(await client.listWebhooks(SUB_ACCOUNT)).toEqual([]);
    await expect(client.deleteWebhook(SUB_ACCOUNT, 'VCA')).rejects.toThrow(
      EightXEightNotFoundError,
    );
  });

  it('where recordings are uploaded', async () => {
    const config = { protocol: 'SFTP', host: 'files.example', port: 22, username: 'u', path: '/r' };
    const created = { ...config, password: 'p' };
    const shown = { ...config, passwordSet: true };
    expect(await client.createRecordingPushConfig(SUB_ACCOUNT, created)).toEqual(shown);
    expect(await client.getRecordingPushConfig(SUB_ACCOUNT)).toEqual(shown);
    await client.deleteRecordingPushConfig(SUB_ACCOUNT);
    await expect(client.getRecordingPushConfig(SUB_ACCOUNT)).rejects.toThrow(
      EightXEightNotFoundError,
    );
  });

  it('calls that Maskline starts', async () => {
    const sessionId = await call();
    expect(simulator.pastCalls()).toMatchObject([{ sessionId, sessionStatus: 'COMPLETED' }]);
  });

  it('the recordings of a session', async () => {
    const answer = {
      callflow: [makeCall({ source: NUMBER, destination: CALLEE, callRecording: true })],
    };
    const app = await ScriptedServer.start();
    app.reply(json(200, answer));
    await client.createWebhook(SUB_ACCOUNT, { type: 'VCA', url: app.url });
    const { sessionId } = await simulator.placeCall({ from: '+6598765432', to: NUMBER });
    expect(await client.listRecordings(SUB_ACCOUNT, sessionId)).toMatchObject([
      {
        sessionId,
        subAccountId: SUB_ACCOUNT,
        duration: expect.any(Number),
        startRecordingTime: expect.any(Date),
      },
    ]);
    await app.close();
  });

  it('voices', async () => {
    const voices = await client.listSpeechProfiles(SUB_ACCOUNT);
    expect(voices[0]).toMatchObject({ speechProfileCode: expect.any(String) });
  });

  it.each([
    [401, 'eightxeight-unauthorized'],
    [403, 'eightxeight-forbidden'],
    [404, 'eightxeight-not-found'],
    [422, 'eightxeight-invalid-request'],
    [429, 'eightxeight-unavailable'],
    [500, 'eightxeight-unavailable'],
    [503, 'eightxeight-unavailable'],
    ['garbage', 'eightxeight-bad-response'],
  ] as const)('failures: %s', async (status, code) => {
    simulator.failNext({ status, times: 3 });
    await expect(client.listVirtualNumbers(SUB_ACCOUNT)).rejects.toMatchObject({ code });
  });

  it('a transient failure', async () => {
    simulator.failNext({ status: 503, times: 2 });
    expect((await client.listVirtualNumbers(SUB_ACCOUNT)).numbers).toHaveLength(2);
  });

  it('a call that failed to start, and is not retried', async () => {
    simulator.failNext({ status: 503, path: '/callflows' });
    await expect(call()).rejects.toMatchObject({ code: 'eightxeight-unavailable' });
    expect(simulator.pastCalls()).toEqual([]);
  });
});
