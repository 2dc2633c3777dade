import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { ConfigModule, Settings } from '../platform/config/index.js';
import { EightXEightModule } from './eightxeight.module.js';
import { json, ScriptedServer } from './test-support/scripted-server.js';
import { VoiceApiClient } from './voice-api/voice-api.client.js';

/** Returns the client as the application injects it, and the lines that it logs. */
async function start(settings: Partial<Settings>) {
  const lines: string[] = [];
  const add = (...parts: unknown[]) => void lines.push(parts.join(' '));
  const sms = { eightXEightSmsBaseUrl: 'https://sms.8x8.com' };
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(Object.assign(new Settings(), sms, settings)),
      EightXEightModule,
    ],
  })
    .setLogger({ log: add, error: add, warn: add })
    .compile();
  return { client: module.get(VoiceApiClient), lines, module };
}

describe("8x8's API in the application", () => {
  it('starts without a key and fails only when a call is made', async () => {
    const { client, module } = await start({ eightXEightBaseUrl: 'https://voice.8x8.com' });
    await expect(client.listWebhooks('acme_rides')).rejects.toMatchObject({
      code: 'eightxeight-not-configured',
    });
    await module.close();
  });

  it('logs a failure in one line, without the key, numbers or the sub-account', async () => {
    const server = await ScriptedServer.start();
    server.reply(json(404, { statusMessage: '+6591178965 not found for the-api-key' }));
    const settings = { eightXEightBaseUrl: server.url, eightXEightApiKey: 'the-api-key' };
    const { client, lines, module } = await start(settings);
    await expect(client.checkVirtualNumber('acme_rides', '+6591178965')).rejects.toMatchObject({
      code: 'eightxeight-not-found',
    });
    expect(lines.filter((line) => line.includes('VoiceApi'))).toEqual([
      expect.stringMatching(
        /^GET \/numbers\/\{number\} → eightxeight-not-found 404 \(1 attempt, \d+ ms\) VoiceApi$/,
      ),
    ]);
    expect(lines.join('\n')).not.toMatch(/the-api-key|91178965|acme_rides/);
    await module.close();
    await server.close();
  });
});
