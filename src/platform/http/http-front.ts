import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Settings } from '../config/index.js';
import { contextOf, serveInContext, tracer } from '../observability/index.js';
import type { RequestKind } from '../security/index.js';
import { Admission } from './admission.js';
import { Connections } from './connections.js';
import { bareAddresses } from './forwarded-for.js';
import type { Exchange } from './http-connection.js';
import { plainUrl } from './request-path.js';
import { RequestWatch } from './request-watch.js';
import { isCallHandle } from './surface.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The HTTP server in front of Fastify. It serves one request of a connection at a time, limits
 * connections, and passes on only admitted requests. Calls share the event loop with all clients
 * that reach the port, so refusing a request here costs next to nothing.
 */
export class HttpFront {
  readonly admission: Admission;
  private readonly connections: Connections;
  private readonly watch: RequestWatch;
  private readonly trustsProxies: boolean;
  private handler: Handler = () => undefined;

  /** @param kindOf returns the kind of a request, by its path and credentials */
  constructor(
    private readonly settings: Settings,
    private readonly kindOf: (request: IncomingMessage) => RequestKind,
  ) {
    const { httpLimits, maxConnections, trustedProxies } = settings;
    this.trustsProxies = trustedProxies.length > 0;
    this.admission = new Admission(httpLimits);
    this.watch = new RequestWatch(settings);
    this.connections = new Connections(maxConnections, httpLimits, {
      serve: (exchange) => this.serve(exchange),
      answerFailure: (error, socket) => this.admission.answerFailure(error, socket),
    });
  }

  /** Creates the server for a Fastify instance. */
  createServer(handler: Handler): Server {
    this.handler = handler;
    const { headersTimeout, requestTimeout, checkInterval, keepAliveTimeout } =
      this.settings.httpLimits;
    const server = createServer({
      headersTimeout,
      requestTimeout,
      keepAliveTimeout,
      connectionsCheckingInterval: checkInterval,
      // Such requests are refused by the admission instead.
      requireHostHeader: false,
    });
    const take: Handler = (request, response) => {
      this.connections.of(request.socket)?.add(request, response);
    };
    server.on('connection', (socket: Socket) => this.connections.open(socket));
    server.on('request', take);
    server.on('checkContinue', take);
    server.on('checkExpectation', take);
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy());
      this.admission.answerConnect(socket);
    });
    // Fastify calls this when it closes.
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      closeIdle();
      this.connections.closeSilent();
    };
    return server;
  }

  /** Handles requests that are not HTTP, too long or too slow. */
  fail(error: Error, socket: Socket): void {
    const connection = this.connections.of(socket);
    if (connection) connection.fail(error);
    else socket.destroy();
  }

  private serve(exchange: Exchange): void {
    const { request, response, connection } = exchange;
    const { headers } = request;
    request.url = plainUrl(request.url ?? '/');
    const forwardedFor = headers['x-forwarded-for'];
    if (this.trustsProxies && typeof forwardedFor === 'string') {
      headers['x-forwarded-for'] = bareAddresses(forwardedFor);
    }
    const isPlain = isCallHandle(request.url) && !this.watch.isOnCalls;
    if (!isPlain) this.watch.begin(contextOf(request), request, response);
    const kind = this.kindOf(request);
    if (kind === 'trusted') this.connections.trust(connection);
    else this.connections.touch(connection);
    this.admission.admit(exchange, kind, () => {
      if (headers.expect !== undefined) response.writeContinue();
      // Storage that follows promises has its price, so a call handle has it only for its spans.
      if (isCallHandle(request.url) && tracer() === undefined) {
        this.handler(request, response);
        return;
      }
      const end = serveInContext(contextOf(request), () => this.handler(request, response));
      response.once('close', end);
    });
  }
}
