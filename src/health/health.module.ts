import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { PoolModule } from '../pool/index.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({ imports: [EventsModule, PoolModule], controllers: [HealthController, MetricsController] })
export class HealthModule {}
