import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingModule } from '../booking/index.js';
import { PoolModule } from '../pool/index.js';
import { CallLeg } from './call-leg.entity.js';
import { CallRecordController } from './call-record.controller.js';
import { CallRecordMapper } from './call-record.mapper.js';
import { CallRecordRepository } from './call-record.repository.js';
import { CallRecordService } from './call-record.service.js';
import { CallSession } from './call-session.entity.js';
import { StatusWebhookController } from './status-webhook.controller.js';
import { StatusService } from './status.service.js';
import { WebhookReceipt } from './webhook-receipt.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([CallSession, CallLeg, WebhookReceipt]),
    BookingModule,
    PoolModule,
  ],
  controllers: [CallRecordController, StatusWebhookController],
  providers: [CallRecordService, CallRecordRepository, CallRecordMapper, StatusService],
  exports: [CallRecordService],
})
export class StatusModule {}
