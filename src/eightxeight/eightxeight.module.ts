import { Global, Logger, Module } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { VoiceApiClient } from './voice-api/voice-api.client.js';

/** Provides the client of 8x8's API. Without a key the application starts, and every call fails. */
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
  ],
  exports: [VoiceApiClient],
})
export class EightXEightModule {}
