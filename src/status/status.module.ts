import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingModule } from '../booking/index.js';
import { PoolModule } from '../pool/index.js';
import { AppCallController } from './app-call.controller.js';
import { AppCallService } from './app-call.service.js';
import { CallLeg } from './call-leg.entity.js';
import { CallRecordController } from './call-record.controller.js';
import { CallRecordMapper } from './call-record.mapper.js';
import { CallRecordRepository } from './call-record.repository.js';
import { CallRecordService } from './call-record.service.js';
import { CallSession } from './call-session.entity.js';
import { CallStat, CallStatHour, CallStatRecount } from './call-stat.entity.js';
import { CallStatsController } from './call-stats.controller.js';
import { CallStatsService } from './call-stats.service.js';
import { CallStatsTask } from './call-stats.task.js';
import { CallTracesRepository } from './call-traces.repository.js';
import { CallTracesService } from './call-traces.service.js';
import { Recording } from './recording.entity.js';
import { RecordingService } from './recording.service.js';
import { RetentionService } from './retention.service.js';
import { RetentionTask } from './retention.task.js';
import { StatusWebhookController } from './status-webhook.controller.js';
import { StatusRepository } from './status.repository.js';
import { StatusService } from './status.service.js';
import { UnreadableMessageController } from './unreadable-message.controller.js';
import { UnreadableMessage } from './unreadable-message.entity.js';
import { UnreadableMessageRepository } from './unreadable-message.repository.js';
import { UnreadableMessageService } from './unreadable-message.service.js';
import { UnexecutedConnections } from './unexecuted-connections.service.js';
import { WebhookReceipt } from './webhook-receipt.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      CallSession,
      CallLeg,
      CallStat,
      CallStatHour,
      CallStatRecount,
      Recording,
      UnreadableMessage,
      WebhookReceipt,
    ]),
    BookingModule,
    PoolModule,
  ],
  controllers: [
    AppCallController,
    CallRecordController,
    CallStatsController,
    StatusWebhookController,
    UnreadableMessageController,
  ],
  providers: [
    AppCallService,
    CallRecordService,
    CallRecordRepository,
    CallRecordMapper,
    CallStatsService,
    CallStatsTask,
    CallTracesRepository,
    CallTracesService,
    RecordingService,
    RetentionService,
    RetentionTask,
    StatusService,
    StatusRepository,
    UnexecutedConnections,
    UnreadableMessageService,
    UnreadableMessageRepository,
  ],
  exports: [CallRecordService, CallStatsService, CallTracesService],
})
export class StatusModule {}
