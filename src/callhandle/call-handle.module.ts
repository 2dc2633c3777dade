import { Module } from '@nestjs/common';
import { StatusModule } from '../status/index.js';
import { CallHandleController } from './call-handle.controller.js';
import { CallHandleService } from './call-handle.service.js';
import { CallRouteRepository } from './call-route.repository.js';
import { CallRouter } from './call-router.js';

@Module({
  imports: [StatusModule],
  controllers: [CallHandleController],
  providers: [CallHandleService, CallRouter, CallRouteRepository],
})
export class CallHandleModule {}
