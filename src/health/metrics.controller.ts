import { Controller, Get, Header } from '@nestjs/common';
import { metrics } from '../platform/observability/index.js';
import { MetricsPage } from './metrics-page.js';

/** For Prometheus, unless metrics have a port of their own. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly page: MetricsPage) {}

  /**
   * Shows metrics for Prometheus. No number, id or secret is among them. With `METRICS_PORT` they are
   * on that port only.
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
