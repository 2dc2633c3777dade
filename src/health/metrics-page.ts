import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { buildInfo, metrics } from '../platform/observability/index.js';
import { Settings } from '../platform/config/index.js';
import { UndeliveredAge } from '../events/index.js';
import { HeldSyncGauge } from '../pool/index.js';
import { ConnectionGauges } from './connection-gauges.js';
import { DatabaseGauges } from './database-gauges.js';
import { versionOfMaskline } from './version.js';

/**
 * Milliseconds between two measurements of the event loop. Each wakes the process: at the default of
 * 10 an idle replica uses 1 % of a core.
 */
const LOOP_MONITOR_MS = 100;

/** Renders the metrics for Prometheus. Concurrent scrapes share one page. */
@Injectable()
export class MetricsPage {
  readonly contentType = metrics.contentType;
  private page: Promise<string> | undefined;

  constructor(
    private readonly undelivered: UndeliveredAge,
    private readonly heldSyncs: HeldSyncGauge,
    private readonly databaseGauges: DatabaseGauges,
    private readonly connections: ConnectionGauges,
    private readonly settings: Settings,
  ) {
    buildInfo.set({ version: versionOfMaskline(), node: process.version }, 1);
    if (!metrics.getSingleMetric('process_cpu_seconds_total')) {
      collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: LOOP_MONITOR_MS });
    }
  }

  show(): Promise<string> {
    this.page ??= this.make();
    return this.page;
  }

  private async make(): Promise<string> {
    try {
      await Promise.all([
        this.undelivered.measure(),
        this.heldSyncs.measure(),
        this.databaseGauges.measure(),
      ]);
      this.connections.measure();
      return await metrics.metrics();
    } finally {
      setTimeout(() => (this.page = undefined), this.settings.httpLimits.metricsFreshness).unref();
    }
  }
}
