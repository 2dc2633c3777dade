import { Global, Logger, Module } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { VoiceApiClient } from './voice-api/voice-api.client.js';

/** 8x8's API with the key of the settings; without one it says so when it is called. */
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
