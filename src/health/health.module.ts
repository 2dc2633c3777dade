import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '../platform/config/index.js';
import { EventsModule } from '../events/index.js';
import { PoolModule } from '../pool/index.js';
import { ConnectionGauges } from './connection-gauges.js';
import { DatabaseGauges } from './database-gauges.js';
import { Drain } from './drain.js';
import { HealthController } from './health.controller.js';
import { MetricsPage } from './metrics-page.js';
import { MetricsServer } from './metrics-server.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [EventsModule, PoolModule],
  controllers: [HealthController],
  providers: [ConnectionGauges, DatabaseGauges, Drain, MetricsPage, MetricsServer],
})
export class HealthModule {
  static forRoot({ metricsPort }: Settings): DynamicModule {
    return {
      module: HealthModule,
      controllers: metricsPort === undefined ? [MetricsController] : [],
    };
  }
}
