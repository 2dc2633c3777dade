import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { EventsModule } from '../events/index.js';
import { PoolModule } from '../pool/index.js';
import { AbuseReport } from './abuse-reports/abuse-report.entity.js';
import { AbuseReportController } from './abuse-reports/abuse-report.controller.js';
import { AbuseReportService } from './abuse-reports/abuse-report.service.js';
import { AssignmentRepository } from './assignment/assignment.repository.js';
import { NumberSearchRepository } from './assignment/number-search.repository.js';
import { AssignmentService } from './assignment/assignment.service.js';
import { Block } from './blocks/block.entity.js';
import { BlockController } from './blocks/block.controller.js';
import { BlockErasureService } from './blocks/block-erasure.service.js';
import { BlockKeysService } from './blocks/block-keys.service.js';
import { BlockPartyService } from './blocks/block-party.service.js';
import { BlockRepository } from './blocks/block.repository.js';
import { BlockService } from './blocks/block.service.js';
import { BookingBatchController } from './batch/booking-batch.controller.js';
import { BookingBatchService } from './batch/booking-batch.service.js';
import { BulkAssignmentService } from './assignment/bulk-assignment.service.js';
import { BookingController } from './booking.controller.js';
import { Booking } from './model/booking.entity.js';
import { BookingMoveService } from './lifecycle/booking-move.service.js';
import { BookingMapper } from './reading/booking.mapper.js';
import { BookingRepository } from './reading/booking.repository.js';
import { BookingService } from './reading/booking.service.js';
import { BookingExportController } from './reading/booking-export.controller.js';
import { BookingErasureRepository } from './erasure/booking-erasure.repository.js';
import { BookingErasureService } from './erasure/booking-erasure.service.js';
import { RouteOpener } from './routes/route-opener.js';
import { ExpiryService } from './expiry/expiry.service.js';
import { IdleEndService } from './expiry/idle-end.service.js';
import { LifecycleRepository } from './lifecycle/lifecycle.repository.js';
import { LifecycleService } from './lifecycle/lifecycle.service.js';
import { LoadController } from './capacity/load.controller.js';
import { LoadRepository } from './capacity/load.repository.js';
import { LoadService } from './capacity/load.service.js';
import { NewcomerNumberService } from './lifecycle/newcomer-number.service.js';
import { PartyAlternate } from './model/party-alternate.entity.js';
import { PartyPin } from './model/party-pin.entity.js';
import { PartyRemovalService } from './lifecycle/party-removal.service.js';
import { PartyReplacementService } from './lifecycle/party-replacement.service.js';
import { PoolAlertService } from './assignment/pool-alert.service.js';
import { Party } from './model/party.entity.js';
import { ReopeningService } from './lifecycle/reopening.service.js';
import { RebalanceController } from './rebalancing/rebalance.controller.js';
import { RebalanceRepository } from './rebalancing/rebalance.repository.js';
import { RebalanceService } from './rebalancing/rebalance.service.js';
import { RetiredKeyRoutesService } from './expiry/retired-key-routes.service.js';
import { Route } from './routes/route.entity.js';
import { KeyBackfillService } from './key-backfill/key-backfill.service.js';
import { OLD_BLOCKS } from './blocks/retention.sql.js';
import { OLD_BOOKINGS } from './expiry/retention.sql.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([AbuseReport, Block, Booking, Party, PartyAlternate, PartyPin, Route]),
    EventsModule,
    PoolModule,
  ],
  controllers: [
    AbuseReportController,
    BlockController,
    BookingBatchController,
    BookingController,
    BookingExportController,
    LoadController,
    RebalanceController,
  ],
  providers: [
    provideRetention(OLD_BOOKINGS, OLD_BLOCKS),
    AbuseReportService,
    BlockErasureService,
    BlockKeysService,
    BlockPartyService,
    BlockRepository,
    BlockService,
    AssignmentService,
    BookingBatchService,
    BulkAssignmentService,
    AssignmentRepository,
    NumberSearchRepository,
    BookingService,
    BookingRepository,
    BookingMapper,
    BookingMoveService,
    BookingErasureRepository,
    BookingErasureService,
    ExpiryService,
    IdleEndService,
    RebalanceService,
    RebalanceRepository,
    RouteOpener,
    LifecycleService,
    LoadRepository,
    LoadService,
    LifecycleRepository,
    NewcomerNumberService,
    PartyRemovalService,
    PartyReplacementService,
    PoolAlertService,
    ReopeningService,
    RetiredKeyRoutesService,
    KeyBackfillService,
  ],
  exports: [
    AbuseReportService,
    BlockErasureService,
    BookingService,
    BookingErasureService,
    IdleEndService,
    LifecycleService,
    PartyRemovalService,
    PartyReplacementService,
    ReopeningService,
    RouteOpener,
    RetiredKeyRoutesService,
    KeyBackfillService,
  ],
})
export class BookingModule {}
