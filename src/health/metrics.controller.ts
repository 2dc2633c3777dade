import { Controller, Get, Header } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { metrics } from '../common/index.js';
import { UndeliveredAge } from '../events/index.js';
import { HeldSyncGauge } from '../pool/index.js';

/** For Prometheus. It needs no key, and holds no number, id or secret. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly undelivered: UndeliveredAge,
    private readonly heldSyncs: HeldSyncGauge,
  ) {
    if (!metrics.getSingleMetric('process_cpu_seconds_total')) {
      collectDefaultMetrics({ register: metrics });
    }
  }

  /**
   * Shows metrics for Prometheus. No number, id or secret is among them.
   * @operationId getMetrics
   * @produces text/plain
   * @answers 200 Metrics in the text format of Prometheus.
   */
  @Get()
  @Header('content-type', metrics.contentType)
  async show(): Promise<string> {
    await Promise.all([this.undelivered.measure(), this.heldSyncs.measure()]);
    return metrics.metrics();
  }
}
