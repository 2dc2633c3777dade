import { inspect } from 'node:util';
import { expect } from 'vitest';
import { toProblem } from '../../platform/rest/index.js';
import { VoiceApiClient } from '../voice-api/voice-api.client.js';
import type { VoiceApiOptions } from '../voice-api/voice-api.http.js';
import { json, ScriptedServer } from './scripted-server.js';

export const API_KEY = 'key-0a1b2c3d4e5f';
export const WEBHOOK_SECRET = 'the-webhook-secret';
export const SUB_ACCOUNT = 'acme_rides';
export const MEBIBYTE = 1024 * 1024;
export const EMPTY_LIST = json(200, { totalNumbers: 0, numbers: [] });

export const read = (client: VoiceApiClient) => client.listVirtualNumbers(SUB_ACCOUNT);
export const register = (client: VoiceApiClient) =>
  client.createWebhook(SUB_ACCOUNT, {
    type: 'VCA',
    url: 'https://mask.example/',
    httpAuthHeader: WEBHOOK_SECRET,
  });
export const startCall = (client: VoiceApiClient) =>
  client.startCallflow(SUB_ACCOUNT, { callflow: [] });

/** Creates clients of a scripted server, and records their log lines and pauses. */
export class ClientUnderTest {
  readonly logs: string[] = [];
  /** Milliseconds. */
  readonly pauses: number[] = [];

  private constructor(readonly server: ScriptedServer) {}

  static async start(): Promise<ClientUnderTest> {
    return new ClientUnderTest(await ScriptedServer.start());
  }

  clientWith(options: Partial<VoiceApiOptions> = {}): VoiceApiClient {
    return new VoiceApiClient({
      baseUrl: this.server.url,
      apiKey: API_KEY,
      log: (line) => this.logs.push(line),
      sleep: async (ms) => this.pauses.push(ms),
      random: () => 0.5,
      ...options,
    });
  }

  /** Returns the error of a failed call. Asserts that it and the log hold no key, secret or number. */
  async failureOf(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
    const error = await call.then(
      () => expect.fail('it did not fail'),
      (thrown: unknown) => thrown as Error & Record<string, unknown>,
    );
    const shown = [
      inspect(error, { depth: null, showHidden: true }),
      JSON.stringify(error),
      JSON.stringify(toProblem(error, '/')),
      error.stack,
      this.logs.join('\n'),
    ].join('\n');
    for (const secret of [API_KEY, WEBHOOK_SECRET, '91178965', '68332048', SUB_ACCOUNT]) {
      expect(shown).not.toContain(secret);
    }
    expect(error.cause).toBeUndefined();
    return error;
  }
}
