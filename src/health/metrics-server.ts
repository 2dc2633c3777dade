import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { toProblem } from '../platform/rest/index.js';
import { Settings } from '../platform/config/index.js';
import { SECURITY_HEADERS } from '../platform/security/index.js';
import { MetricsPage } from './metrics-page.js';

/** Maximum number of concurrent connections. */
const MAX_CONNECTIONS = 32;

/**
 * Serves the metrics on their own port (`METRICS_PORT`), which need not be reachable for senders of
 * webhooks.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  /** The URL it listens on; undefined without `METRICS_PORT`. */
  url: string | undefined;
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly page: MetricsPage,
  ) {}

  /** Starts the server if `METRICS_PORT` is set. @throws Error if it cannot listen on the port */
  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort, metricsHost } = this.settings;
    if (metricsPort === undefined) return;
    const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
      void this.answer(request, response);
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.listen(metricsPort, metricsHost);
    await once(server, 'listening');
    const { address, port, family } = server.address() as AddressInfo;
    this.url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    this.server = server;
    this.logger.log(`metrics on ${this.url}/metrics`);
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isScrape = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics';
    const problem = isScrape ? undefined : toProblem({ statusCode: 404 }, '');
    const body = problem ? JSON.stringify(problem) : await this.page.show();
    response.writeHead(problem ? 404 : 200, {
      ...SECURITY_HEADERS,
      'content-type': problem ? 'application/problem+json; charset=utf-8' : this.page.contentType,
      ...(problem && { connection: 'close' }),
    });
    response.end(body);
  }
}
