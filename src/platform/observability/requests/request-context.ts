import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isPlainId } from '../../values/index.js';
import type { Span } from '../tracing/tracing.js';
import { requestIdOf } from './request-id.js';
import { parseTraceparent, type TraceParent } from './traceparent.js';

/** What log lines say about the request that they belong to. */
export class RequestContext {
  readonly requestId: string;
  readonly parent: TraceParent | undefined;
  /** The pattern of the route, such as `/v1/bookings/:id`. */
  route: string | undefined;
  /** Who made the request, as in the audit trail: the prefix of a key, or `bootstrap`. */
  actor: string | undefined;
  /** Whether an operator's console made it. */
  isConsole = false;
  sessionId: string | undefined;
  bookingId: string | undefined;
  /** Undefined without tracing. */
  span: Span | undefined;

  constructor(headers: IncomingHttpHeaders) {
    this.requestId = requestIdOf(headers);
    this.parent = parseTraceparent(headers['traceparent']);
  }

  get spans(): readonly Span[] {
    return this.span ? [this.span] : NO_SPANS;
  }

  /** Returns the ids that are known, for a log line. */
  ids(): Record<string, string> {
    const { requestId, span, parent, sessionId, bookingId } = this;
    const trace = span ?? parent;
    return {
      requestId,
      ...(trace && { traceId: trace.traceId }),
      ...shown('sessionId', sessionId),
      ...shown('bookingId', bookingId),
    };
  }
}

/** Omits an id of somebody else that could be a phone number. */
const shown = (name: string, id: string | undefined): Record<string, string> =>
  id !== undefined && isPlainId(id) ? { [name]: id } : {};

/** The context of work for several requests, or for none: its log lines have no ids. */
class SpanContext {
  constructor(readonly spans: readonly Span[]) {}
}

export type Context = RequestContext | SpanContext | undefined;

const NO_SPANS: readonly Span[] = [];
const storage = new AsyncLocalStorage<Context>();

export const currentContext = (): Context => storage.getStore();

const CONTEXT = Symbol('context of the request');
type KnownRequest = IncomingMessage & { [CONTEXT]?: RequestContext };

/** Returns the context of a request, without `AsyncLocalStorage`. Creates it if it has none yet. */
export const contextOf = (request: KnownRequest): RequestContext =>
  (request[CONTEXT] ??= new RequestContext(request.headers));

/** Returns the context of a request, unless nothing has needed it so far. */
export const knownContextOf = (request: KnownRequest): RequestContext | undefined =>
  request[CONTEXT];

/** The request whose line is being logged, if it is not served in its context. */
let logged: RequestContext | undefined;

/** Logs lines of a request that is not served in its context. */
export function logIn(context: RequestContext | undefined, log: () => void): void {
  logged = context;
  try {
    log();
  } finally {
    logged = undefined;
  }
}

/** Returns the context of the request in progress; undefined in a job, for example. */
export function currentRequest(): RequestContext | undefined {
  const context = logged ?? storage.getStore();
  return context instanceof RequestContext ? context : undefined;
}

/** Returns the spans that a new one belongs to. */
export const currentSpans = (): readonly Span[] => storage.getStore()?.spans ?? NO_SPANS;

/** Returns the context of a batch: that of its only request, or else one with the spans of all. */
export function contextOfBatch(contexts: readonly Context[]): Context {
  if (contexts.length === 1) return contexts[0];
  const spans = contexts.flatMap((context) => context?.spans ?? NO_SPANS);
  return spans.length > 0 ? new SpanContext(spans) : undefined;
}

/** Runs a function, and everything that it starts, in a context. Undefined: in that of no request. */
export const runInContext = <Result>(context: Context, run: () => Result): Result =>
  // Does not switch the storage on for nothing.
  context === storage.getStore() ? run() : storage.run(context, run);

/** Requests that are being served in their contexts. */
let served = 0;
let turningOff: NodeJS.Timeout | undefined;
/** Milliseconds without such a request after which the storage is off: switching has a price too. */
const QUIET_MS = 1_000;

/**
 * Serves a request in its context. While no such request is in progress the storage is off: in Node.js
 * below 24 it adds to the cost of every promise of the process, also of those of calls.
 * @returns what to call when the response has ended
 */
export function serveInContext(context: RequestContext, serve: () => void): () => void {
  served += 1;
  storage.run(context, serve);
  return () => {
    served -= 1;
    if (served === 0) turningOff ??= setTimeout(turnOff, QUIET_MS).unref();
  };
}

function turnOff(): void {
  turningOff = undefined;
  if (served === 0) storage.disable();
}

/** Notes the call that the request in progress concerns, for its log lines. */
export function noteSession(sessionId: string): void {
  const context = currentRequest();
  if (context) context.sessionId = sessionId;
}

/** Notes the booking that the request in progress concerns, for its log lines. */
export function noteBooking(bookingId: string | null): void {
  const context = currentRequest();
  if (context && bookingId !== null) context.bookingId = bookingId;
}
