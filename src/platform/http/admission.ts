import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { contextOf, httpRequestsShed } from '../observability/index.js';
import { DelayLine } from '../rest/index.js';
import type { HttpLimits } from '../config/index.js';
import { OverloadedError, type RequestKind } from '../security/index.js';
import { MethodNotAllowedError } from './allowed-methods.js';
import type { Exchange } from './http-connection.js';
import { preparedProblem, PreparedResponse } from './prepared-response.js';
import { faultStatusOf, leavesBodyUnread } from './request-faults.js';
import { RequestQuota } from './request-quota.js';

const OVERLOADED = preparedProblem(new OverloadedError(), { 'retry-after': '1' });
const FAULTS: Readonly<Record<number, PreparedResponse>> = Object.fromEntries(
  [400, 408, 413, 417, 431].map((statusCode) => [statusCode, preparedProblem({ statusCode })]),
);

/** CONNECT addresses no resource, so no method is allowed. */
const NO_TUNNEL = preparedProblem(new MethodNotAllowedError(), { allow: '' });
/** Milliseconds for which the response to a probe may be reused in a flood of probes. */
const MAX_PROBE_AGE_MS = 5_000;

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

/**
 * Decides which requests are processed, before any other work is done for them. Requests with a
 * known key or secret always are. All others have a small quota. Requests beyond it receive a
 * prepared response after a delay, so that they take no time from calls.
 */
export class Admission {
  private readonly quotas: Readonly<Record<Exclude<RequestKind, 'trusted'>, RequestQuota>>;
  private readonly refusals: DelayLine;
  private readonly probes: DelayLine;
  private readonly probeAnswers = new Map<string, { response: PreparedResponse; at: number }>();

  constructor(limits: Readonly<HttpLimits>) {
    const { publicPerSecond, publicInFlight, refusalDelay, probeDelay } = limits;
    const quota = () => new RequestQuota(publicPerSecond, publicInFlight, () => performance.now());
    this.quotas = { probe: quota(), key: quota(), public: quota() };
    this.refusals = new DelayLine(refusalDelay);
    this.probes = new DelayLine(probeDelay);
  }

  /** Serves a request now, or refuses it. */
  admit(exchange: Exchange, kind: RequestKind, serve: () => void): void {
    const { request, response } = exchange;
    const fault = faultStatusOf(request);
    if (fault !== undefined) {
      this.whenPublic(() => refuse(exchange, FAULTS[fault]!, { connection: 'close' }));
      return;
    }
    if (kind === 'trusted') {
      serve();
      return;
    }
    const quota = this.quotas[kind];
    if (quota.enter()) {
      response.once('close', () => quota.leave());
      serve();
      return;
    }
    httpRequestsShed.inc({ kind });
    if (kind === 'probe') this.probes.add(() => this.answerProbe(exchange));
    else this.refusals.add(() => refuse(exchange, OVERLOADED));
  }

  /** Takes a token of the quota of public addresses. @returns false if none is left */
  takePublic(): boolean {
    return this.quotas.public.take();
  }

  /** Responds to a request that is not HTTP, too long or too slow. */
  answerFailure(error: Error & { code?: string }, socket: Socket): void {
    const status = STATUS_OF_CODE[error.code ?? ''] ?? 400;
    this.whenPublic(() => {
      if (socket.writable) FAULTS[status]!.sendRaw(socket);
    });
  }

  /** Responds to CONNECT. */
  answerConnect(socket: Socket): void {
    this.whenPublic(() => NO_TUNNEL.sendRaw(socket));
  }

  /** Stores the response to a probe, for reuse in a flood of probes. */
  noteProbe(path: string, status: number, contentType: string, body: string): void {
    const response = new PreparedResponse(status, body, { 'content-type': contentType });
    this.probeAnswers.set(path, { response, at: performance.now() });
  }

  /**
   * Sends the recent response to another probe, so that a flood does not make a replica look
   * unhealthy.
   */
  private answerProbe(exchange: Exchange): void {
    const known = this.probeAnswers.get(exchange.request.url ?? '');
    const isFresh = known !== undefined && performance.now() - known.at < MAX_PROBE_AGE_MS;
    refuse(exchange, isFresh ? known.response : OVERLOADED);
  }

  private whenPublic(run: () => void): void {
    if (this.takePublic()) run();
    else this.refusals.add(run);
  }
}

function refuse(
  { request, response, connection }: Exchange,
  prepared: PreparedResponse,
  headers: OutgoingHttpHeaders = {},
): void {
  if (connection.socket.destroyed || response.headersSent) return;
  prepared.send(response, {
    ...(leavesBodyUnread(request) ? { connection: 'close' } : headers),
    'x-request-id': contextOf(request).requestId,
  });
}
