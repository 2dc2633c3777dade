import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { BookingModule } from '../booking/index.js';
import { EventsModule } from '../events/index.js';
import { PoolModule } from '../pool/index.js';
import { StatusModule } from '../status/index.js';
import { AppCallController } from './app-call/app-call.controller.js';
import { AppCallRepository } from './app-call/app-call.repository.js';
import { AppCallService } from './app-call/app-call.service.js';
import { CallPartiesService } from './app-call/call-parties.service.js';
import { AnsweredCallRepository } from './decision-hook/answered-call.repository.js';
import { DecisionHooks } from './decision-hook/asking/decision-hooks.service.js';
import { HookFormats } from './decision-hook/asking/hook-format.js';
import { HookLimits } from './decision-hook/asking/hook-limits.js';
import { DecisionHookController } from './decision-hook/decision-hook.controller.js';
import { DecisionHook } from './decision-hook/decision-hook.entity.js';
import { DecisionHookRepository } from './decision-hook/decision-hook.repository.js';
import { DecisionHookService } from './decision-hook/decision-hook.service.js';
import { HookedCallService } from './decision-hook/hooked-call.service.js';
import { CallDecisionRepository } from './decision/call-decision.repository.js';
import { CallHandleController } from './call-handle.controller.js';
import { CallHandleService } from './call-handle.service.js';
import { LatencyController } from './latency/latency.controller.js';
import { RecentDurations } from './latency/recent-durations.js';
import { CallRouter } from './decision/call-router.js';
import { CallWarmUp } from './decision/call-warm-up.js';
import { LostResponses } from './decision/lost-responses.service.js';
import { PinEntryRepository } from './pin/pin-entry.repository.js';
import { PinEntryService } from './pin/pin-entry.service.js';
import { PinGuardService } from './pin/pin-guard.service.js';
import { PinGuard } from './pin/pin-guard.entity.js';
import { CallExplanationController } from './explain/call-explanation.controller.js';
import { RoutingController } from './explain/routing.controller.js';
import { RoutingExplanationService } from './explain/routing-explanation.service.js';
import { OLD_PIN_GUARDS } from './pin/retention.sql.js';

@Module({
  imports: [
    BookingModule,
    EventsModule,
    TypeOrmModule.forFeature([DecisionHook, PinGuard]),
    PoolModule,
    StatusModule,
  ],
  controllers: [
    AppCallController,
    CallExplanationController,
    CallHandleController,
    DecisionHookController,
    LatencyController,
    RoutingController,
  ],
  providers: [
    provideRetention(OLD_PIN_GUARDS),
    AnsweredCallRepository,
    AppCallRepository,
    AppCallService,
    CallPartiesService,
    CallHandleService,
    CallRouter,
    CallWarmUp,
    CallDecisionRepository,
    DecisionHookRepository,
    DecisionHooks,
    DecisionHookService,
    HookedCallService,
    HookFormats,
    HookLimits,
    LostResponses,
    PinEntryService,
    PinEntryRepository,
    PinGuardService,
    RoutingExplanationService,
    { provide: RecentDurations, useFactory: () => new RecentDurations() },
  ],
  exports: [DecisionHooks, DecisionHookService, HookFormats, PinGuardService],
})
export class CallHandleModule {}
