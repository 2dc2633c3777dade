import { Module } from '@nestjs/common';
import { PoolModule } from '../pool/index.js';
import { CallDecisionRepository } from './call-decision.repository.js';
import { CallHandleController } from './call-handle.controller.js';
import { CallHandleService } from './call-handle.service.js';
import { CallRouter } from './call-router.js';
import { RoutingController } from './routing.controller.js';
import { RoutingExplanationService } from './routing-explanation.service.js';

@Module({
  imports: [PoolModule],
  controllers: [CallHandleController, RoutingController],
  providers: [CallHandleService, CallRouter, CallDecisionRepository, RoutingExplanationService],
})
export class CallHandleModule {}
