import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/index.js';
import { PoolModule } from '../pool/index.js';
import { AssignmentRepository } from './assignment.repository.js';
import { AssignmentService } from './assignment.service.js';
import { BookingController } from './booking.controller.js';
import { Booking } from './booking.entity.js';
import { BookingMoveService } from './booking-move.service.js';
import { BookingMapper } from './booking.mapper.js';
import { BookingRepository } from './booking.repository.js';
import { BookingService } from './booking.service.js';
import { BookingTracesRepository } from './booking-traces.repository.js';
import { BookingTracesService } from './booking-traces.service.js';
import { CallPartiesService } from './call-parties.service.js';
import { ExpiryService } from './expiry.service.js';
import { ExpiryTask } from './expiry.task.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import { LifecycleService } from './lifecycle.service.js';
import { LoadController } from './load.controller.js';
import { LoadRepository } from './load.repository.js';
import { LoadService } from './load.service.js';
import { PartyAlternate } from './party-alternate.entity.js';
import { PartyPin } from './party-pin.entity.js';
import { PartyReplacementService } from './party-replacement.service.js';
import { PoolWatchService } from './pool-watch.service.js';
import { Party } from './party.entity.js';
import { RebalanceController } from './rebalance.controller.js';
import { RebalanceRepository } from './rebalance.repository.js';
import { RebalanceService } from './rebalance.service.js';
import { RebalanceTask } from './rebalance.task.js';
import { RetiredRoutesService } from './retired-routes.service.js';
import { Route } from './route.entity.js';
import { RouteTwinsService } from './route-twins.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Booking, Party, PartyAlternate, PartyPin, Route]),
    EventsModule,
    PoolModule,
  ],
  controllers: [BookingController, LoadController, RebalanceController],
  providers: [
    AssignmentService,
    AssignmentRepository,
    BookingService,
    BookingRepository,
    BookingMapper,
    BookingMoveService,
    BookingTracesRepository,
    BookingTracesService,
    ExpiryService,
    ExpiryTask,
    RebalanceService,
    RebalanceRepository,
    RebalanceTask,
    CallPartiesService,
    LifecycleService,
    LoadRepository,
    LoadService,
    LifecycleRepository,
    PartyReplacementService,
    PoolWatchService,
    RetiredRoutesService,
    RouteTwinsService,
  ],
  exports: [
    BookingService,
    BookingTracesService,
    CallPartiesService,
    RetiredRoutesService,
    RouteTwinsService,
  ],
})
export class BookingModule {}
