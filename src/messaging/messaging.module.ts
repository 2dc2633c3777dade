import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingModule } from '../booking/index.js';
import { CarrierInboxModule } from '../carrier-inbox/index.js';
import { provideRetention } from '../platform/database/index.js';
import { PoolModule } from '../pool/index.js';
import { StatusModule } from '../status/index.js';
import { CarrierErasureLimits, CarrierErasureService } from './erasure/carrier-erasure.service.js';
import { MessageErasureService } from './erasure/message-erasure.service.js';
import { ForwardingLimits } from './forwarding/forwarding-limits.js';
import { ForwardingRepository } from './forwarding/forwarding.repository.js';
import { ForwardingService } from './forwarding/forwarding.service.js';
import { TextSender } from './forwarding/text-sender.js';
import { SmsWebhookController } from './intake/sms-webhook.controller.js';
import { SmsWebhookService } from './intake/sms-webhook.service.js';
import { TextIntakeRepository } from './intake/text-intake.repository.js';
import { TextIntakeService } from './intake/text-intake.service.js';
import { KeptTextsService } from './kept-texts/kept-texts.service.js';
import { MissedCallService } from './missed-calls/missed-call.service.js';
import { CarrierErasure } from './model/carrier-erasure.entity.js';
import { Message } from './model/message.entity.js';
import { MissedCallGuard } from './model/missed-call-guard.entity.js';
import { OptOut } from './model/opt-out.entity.js';
import { MessageReplyGuard } from './model/reply-guard.entity.js';
import { ReceiptRepository } from './receipts/receipt.repository.js';
import { ReceiptService } from './receipts/receipt.service.js';
import { MessageRecordController } from './records/message-record.controller.js';
import { MessageRecordMapper } from './records/message-record.mapper.js';
import { MessageRecordRepository } from './records/message-record.repository.js';
import { MessageRecordService } from './records/message-record.service.js';
import { OLD_MESSAGES, OLD_MISSED_CALL_GUARDS, OLD_REPLY_GUARDS } from './retention.sql.js';
import { ReplyService } from './replies/reply.service.js';
import { MessageStatsController } from './statistics/message-stats.controller.js';
import { MessageStatsService } from './statistics/message-stats.service.js';
import { RecentMessagesController } from './statistics/recent-messages.controller.js';
import { RecentMessagesService } from './statistics/recent-messages.service.js';
import { SystemTextController } from './system-texts/system-text.controller.js';
import { SystemTextService } from './system-texts/system-text.service.js';
import { TextHooks } from './text-hooks/text-hooks.js';

/** Masked texts, from their arrival at 8x8 to the receipt of their delivery. */
@Module({
  imports: [
    TypeOrmModule.forFeature([CarrierErasure, Message, MessageReplyGuard, MissedCallGuard, OptOut]),
    BookingModule,
    CarrierInboxModule,
    PoolModule,
    StatusModule,
  ],
  controllers: [
    MessageRecordController,
    MessageStatsController,
    RecentMessagesController,
    SmsWebhookController,
    SystemTextController,
  ],
  providers: [
    provideRetention(OLD_MESSAGES, OLD_MISSED_CALL_GUARDS, OLD_REPLY_GUARDS),
    CarrierErasureLimits,
    CarrierErasureService,
    ForwardingLimits,
    ForwardingRepository,
    ForwardingService,
    KeptTextsService,
    MessageErasureService,
    MessageRecordMapper,
    MessageRecordRepository,
    MessageRecordService,
    MessageStatsService,
    MissedCallService,
    ReceiptRepository,
    ReceiptService,
    RecentMessagesService,
    ReplyService,
    SmsWebhookService,
    SystemTextService,
    TextIntakeRepository,
    TextHooks,
    TextIntakeService,
    TextSender,
  ],
  exports: [
    CarrierErasureService,
    KeptTextsService,
    MessageErasureService,
    MessageRecordService,
    SystemTextService,
    TextHooks,
  ],
})
export class MessagingModule {}
