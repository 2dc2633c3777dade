import { Controller, Get, Header } from '@nestjs/common';
import { metrics } from '../platform/observability/index.js';
import { MetricsPage } from './metrics-page.js';

/** Serves the metrics, unless they have their own port (`METRICS_PORT`). */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly page: MetricsPage) {}

  /**
   * Returns metrics for Prometheus. They contain no number, id or secret. With `METRICS_PORT` they
   * are available on that port only.
   * @operationId getMetrics
   * @produces text/plain
   * @answers 200 Metrics in the text format of Prometheus.
   */
  @Get()
  @Header('content-type', metrics.contentType)
  show(): Promise<string> {
    return this.page.show();
  }
}
