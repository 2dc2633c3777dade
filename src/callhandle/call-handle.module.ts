import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingModule } from '../booking/index.js';
import { PoolModule } from '../pool/index.js';
import { AppCallController } from './app-call/app-call.controller.js';
import { AppCallRepository } from './app-call/app-call.repository.js';
import { AppCallService } from './app-call/app-call.service.js';
import { CallPartiesService } from './app-call/call-parties.service.js';
import { CallDecisionRepository } from './call-decision.repository.js';
import { CallHandleController } from './call-handle.controller.js';
import { CallHandleService } from './call-handle.service.js';
import { CallRouter } from './call-router.js';
import { CallWarmUp } from './call-warm-up.js';
import { LostAnswers } from './lost-answers.service.js';
import { PinEntryRepository } from './pin-entry.repository.js';
import { PinEntryService } from './pin-entry.service.js';
import { PinGuardService } from './pin-guard.service.js';
import { PinGuard } from './pin-guard.entity.js';
import { RoutingController } from './routing.controller.js';
import { RoutingExplanationService } from './routing-explanation.service.js';

@Module({
  imports: [BookingModule, TypeOrmModule.forFeature([PinGuard]), PoolModule],
  controllers: [AppCallController, CallHandleController, RoutingController],
  providers: [
    AppCallRepository,
    AppCallService,
    CallPartiesService,
    CallHandleService,
    CallRouter,
    CallWarmUp,
    CallDecisionRepository,
    LostAnswers,
    PinEntryService,
    PinEntryRepository,
    PinGuardService,
    RoutingExplanationService,
  ],
  exports: [PinGuardService],
})
export class CallHandleModule {}
