import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingModule } from '../booking/index.js';
import { CallHandleModule } from '../callhandle/index.js';
import { EventsModule } from '../events/index.js';
import { MessagingModule } from '../messaging/index.js';
import { provideRetention } from '../platform/database/index.js';
import { PoolModule } from '../pool/index.js';
import { StatusModule } from '../status/index.js';
import { TwilioProxyModule } from '../twilio-proxy/index.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { PrivacyController } from './privacy.controller.js';
import { Mutex } from './mutex.js';
import { Erasure } from './progress/erasure.entity.js';
import { ErasureProgressService } from './progress/erasure-progress.service.js';
import { OLD_ERASURES } from './progress/retention.sql.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Erasure]),
    BookingModule,
    CallHandleModule,
    EventsModule,
    MessagingModule,
    PoolModule,
    StatusModule,
    TwilioProxyModule,
  ],
  controllers: [PrivacyController],
  providers: [
    provideRetention(OLD_ERASURES),
    ErasureProgressService,
    ErasureService,
    ExportService,
    Mutex,
  ],
})
export class PrivacyModule {}
