import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import {
  ACCESS_CONTEXT,
  AccessEntry,
  httpRequestDuration,
  httpRequests,
  type RequestContext,
  tracer,
} from '../observability/index.js';
import { isCallHandle, SURFACES, surfaceOf } from './surface.js';

/** Paths whose successful requests are not in the access log: something asks for them every few seconds. */
const PROBES = /^\/(?:health\/|metrics)/;

// Prometheus sees no increase in a series that begins with 1.
for (const surface of SURFACES) httpRequests.inc({ surface, status: '5xx' }, 0);

/**
 * Watches requests from their arrival to the end of their response: metrics, traces and the access log.
 * Call handles have metrics of their own, so they are watched only for the other two.
 */
export class RequestWatch {
  private readonly logger = new Logger(ACCESS_CONTEXT);
  private readonly accessLog: Settings['accessLog'];

  constructor({ accessLog }: Pick<Settings, 'accessLog'>) {
    this.accessLog = accessLog;
  }

  /** Whether call handles are watched too. */
  get isOnCalls(): boolean {
    return this.accessLog !== 'off' || tracer() !== undefined;
  }

  begin(context: RequestContext, request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    context.span = tracer()?.start({
      name: methodOf(request),
      kind: 'server',
      parent: context.parent,
    });
    response.once('close', () => {
      this.end(context, request, response, performance.now() - startedAt);
    });
  }

  private end(
    context: RequestContext,
    request: IncomingMessage,
    response: ServerResponse,
    took: number,
  ): void {
    const status = response.writableFinished ? response.statusCode : null;
    const { url } = request;
    const surface = context.isConsole ? 'console' : surfaceOf(url ?? '/');
    if (!isCallHandle(url)) {
      httpRequests.inc({ surface, status: classOf(status) });
      httpRequestDuration.observe({ surface }, took / 1_000);
    }
    if (context.span) endSpan(context, methodOf(request), surface, status);
    if (!this.isLogged(status, url)) return;
    const durationMs = Math.round(took * 10) / 10;
    this.logger.log(new AccessEntry(context, methodOf(request), surface, status, durationMs));
  }

  private isLogged(status: number | null, url: string | undefined): boolean {
    if (this.accessLog === 'off') return false;
    if (status === null || status >= 500) return true;
    return this.accessLog === 'all' && (status >= 400 || !PROBES.test(url ?? ''));
  }
}

const classOf = (status: number | null): string =>
  status === null ? 'cut-off' : `${Math.floor(status / 100)}xx`;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Returns one of the known methods: any other word is text of the client. */
const methodOf = ({ method }: IncomingMessage): string =>
  METHODS.has(method ?? '') ? method! : 'OTHER';

function endSpan(
  context: RequestContext,
  method: string,
  surface: string,
  status: number | null,
): void {
  const { route, span } = context;
  const { requestId, sessionId, bookingId } = context.ids();
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status ?? undefined,
    'maskline.surface': surface,
    'maskline.request_id': requestId,
    'maskline.session_id': sessionId,
    'maskline.booking_id': bookingId,
  };
  const failure = status === null ? 'cut-off' : status >= 500 ? String(status) : undefined;
  span?.endAs(route === undefined ? method : `${method} ${route}`, attributes, failure);
}
