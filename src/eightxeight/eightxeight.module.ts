import { Global, Logger, Module } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { SmsApiClient } from './sms-api/sms-api.client.js';
import { VoiceApiClient } from './voice-api/voice-api.client.js';

/** Provides the clients of 8x8's APIs. Without a key the application starts, and every call fails. */
@Global()
@Module({
  providers: [
    {
      provide: VoiceApiClient,
      inject: [Settings],
      useFactory: ({ eightXEightBaseUrl, eightXEightApiKey }: Settings) => {
        const logger = new Logger('VoiceApi');
        return new VoiceApiClient({
          baseUrl: eightXEightBaseUrl,
          apiKey: eightXEightApiKey,
          log: (line) => logger.warn(line),
        });
      },
    },
    {
      provide: SmsApiClient,
      inject: [Settings],
      useFactory: ({ eightXEightSmsBaseUrl, eightXEightApiKey }: Settings) => {
        const logger = new Logger('SmsApi');
        return new SmsApiClient({
          baseUrl: eightXEightSmsBaseUrl,
          apiKey: eightXEightApiKey,
          log: (line) => logger.warn(line),
        });
      },
    },
  ],
  exports: [SmsApiClient, VoiceApiClient],
})
export class EightXEightModule {}
