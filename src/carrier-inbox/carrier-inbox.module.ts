import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { OLD_DEAD_LETTERS, OLD_RECEIPTS } from './retention.sql.js';
import { DeadLetterController } from './dead-letter.controller.js';
import { DeadLetter } from './dead-letter.entity.js';
import { DeadLetterRepository } from './dead-letter.repository.js';
import { DeadLetterService } from './dead-letter.service.js';
import { WebhookReceipt } from './webhook-receipt.entity.js';

/** 8x8's messages: receipts, which detect repeated messages, and dead letters. */
@Module({
  imports: [TypeOrmModule.forFeature([DeadLetter, WebhookReceipt])],
  controllers: [DeadLetterController],
  providers: [
    provideRetention(OLD_RECEIPTS, OLD_DEAD_LETTERS),
    DeadLetterRepository,
    DeadLetterService,
  ],
  exports: [DeadLetterService],
})
export class CarrierInboxModule {}
