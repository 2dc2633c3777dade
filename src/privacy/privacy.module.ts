import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/index.js';
import { CallHandleModule } from '../callhandle/index.js';
import { EventsModule } from '../events/index.js';
import { MessagingModule } from '../messaging/index.js';
import { PoolModule } from '../pool/index.js';
import { StatusModule } from '../status/index.js';
import { TwilioProxyModule } from '../twilio-proxy/index.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { PrivacyController } from './privacy.controller.js';
import { Mutex } from './mutex.js';

@Module({
  imports: [
    BookingModule,
    CallHandleModule,
    EventsModule,
    MessagingModule,
    PoolModule,
    StatusModule,
    TwilioProxyModule,
  ],
  controllers: [PrivacyController],
  providers: [ErasureService, ExportService, Mutex],
})
export class PrivacyModule {}
