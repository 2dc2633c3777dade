import { type DynamicModule, Module } from '@nestjs/common';
import { BookingModule } from './booking/index.js';
import { CallHandleModule } from './callhandle/index.js';
import { CarrierInboxModule } from './carrier-inbox/index.js';
import { ConsoleModule } from './console/index.js';
import { ConfigModule, type Settings } from './platform/config/index.js';
import { DatabaseModule } from './platform/database/index.js';
import { EightXEightModule } from './eightxeight/index.js';
import { EventsModule } from './events/index.js';
import { HealthModule } from './health/health.module.js';
import { JobsModule } from './platform/jobs/index.js';
import { MessagingModule } from './messaging/index.js';
import { OpenApiModule } from './platform/openapi/index.js';
import { PoolModule } from './pool/index.js';
import { RotationModule } from './key-rotation/index.js';
import { PrivacyModule } from './privacy/index.js';
import { SecurityModule } from './platform/security/index.js';
import { StatusModule } from './status/index.js';
import { TwilioProxyModule } from './twilio-proxy/index.js';

@Module({})
export class AppModule {
  /**
   * Returns the root module.
   * @param settings including the `databaseUrl`, which is known by now
   */
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(settings),
        DatabaseModule,
        SecurityModule,
        JobsModule,
        EightXEightModule,
        EventsModule,
        CarrierInboxModule,
        PoolModule,
        BookingModule,
        StatusModule,
        CallHandleModule,
        MessagingModule,
        RotationModule,
        PrivacyModule,
        TwilioProxyModule,
        HealthModule.forRoot(settings),
        OpenApiModule,
        ConsoleModule,
      ],
    };
  }
}
