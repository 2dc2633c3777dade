import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { BookingModule } from '../booking/index.js';
import { CarrierInboxModule } from '../carrier-inbox/index.js';
import { PoolModule } from '../pool/index.js';
import { CallLeg } from './ingest/call-leg.entity.js';
import { CallRecordController } from './records/call-record.controller.js';
import { CallRecordMapper } from './records/call-record.mapper.js';
import { CallRecordRepository } from './records/call-record.repository.js';
import { CallRecordService } from './records/call-record.service.js';
import { CallSession } from './ingest/call-session.entity.js';
import { CallStat, CallStatHour, CallStatRecount } from './statistics/call-stat.entity.js';
import { CallStatsController } from './statistics/call-stats.controller.js';
import { CallStatsService } from './statistics/call-stats.service.js';
import { RecentCallsController } from './statistics/recent-calls.controller.js';
import { RecentCallsService } from './statistics/recent-calls.service.js';
import { WorstNumbersService } from './statistics/worst-numbers.service.js';
import { CallErasureRepository } from './erasure/call-erasure.repository.js';
import { CallErasureService } from './erasure/call-erasure.service.js';
import { MissedCalls } from './ingest/missed-calls.js';
import { Recording } from './ingest/recording.entity.js';
import { RecordingService } from './records/recording.service.js';
import { StatusWebhookController } from './ingest/status-webhook.controller.js';
import { StatusRepository } from './ingest/status.repository.js';
import { StatusService } from './ingest/status.service.js';
import { UnexecutedConnections } from './ingest/unexecuted-connections.service.js';
import { OLD_CALLS } from './records/retention.sql.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      CallSession,
      CallLeg,
      CallStat,
      CallStatHour,
      CallStatRecount,
      Recording,
    ]),
    BookingModule,
    CarrierInboxModule,
    PoolModule,
  ],
  controllers: [
    CallRecordController,
    CallStatsController,
    RecentCallsController,
    StatusWebhookController,
  ],
  providers: [
    provideRetention(OLD_CALLS),
    CallRecordService,
    CallRecordRepository,
    CallRecordMapper,
    CallStatsService,
    RecentCallsService,
    WorstNumbersService,
    CallErasureRepository,
    CallErasureService,
    MissedCalls,
    RecordingService,
    StatusService,
    StatusRepository,
    UnexecutedConnections,
  ],
  exports: [CallRecordService, CallStatsService, CallErasureService, MissedCalls],
})
export class StatusModule {}
