import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { OLD_DEAD_LETTERS, OLD_RECEIPTS } from './retention.sql.js';
import { UnreadableMessageController } from './unreadable-message.controller.js';
import { UnreadableMessage } from './unreadable-message.entity.js';
import { UnreadableMessageRepository } from './unreadable-message.repository.js';
import { UnreadableMessageService } from './unreadable-message.service.js';
import { WebhookReceipt } from './webhook-receipt.entity.js';

/** What 8x8 sends: receipts, by which a repeated message is known, and messages that nobody understands. */
@Module({
  imports: [TypeOrmModule.forFeature([UnreadableMessage, WebhookReceipt])],
  controllers: [UnreadableMessageController],
  providers: [
    provideRetention(OLD_RECEIPTS, OLD_DEAD_LETTERS),
    UnreadableMessageRepository,
    UnreadableMessageService,
  ],
  exports: [UnreadableMessageService],
})
export class CarrierInboxModule {}
