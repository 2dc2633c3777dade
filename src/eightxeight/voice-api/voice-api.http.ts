import { setTimeout as pause } from 'node:timers/promises';
import { startClientSpan } from '../../platform/observability/index.js';
import {
  EightXEightError,
  EightXEightNotConfiguredError,
  EightXEightUnavailableError,
  type UpstreamFault,
} from './voice-api.errors.js';
import { assertOk, readJson } from './voice-api.response.js';
import { pauseBeforeRetry } from './voice-api.retry.js';

export interface VoiceApiOptions {
  /** For example `https://voice.8x8.com`; a path is preserved. */
  baseUrl: string;
  /** If absent, every call fails with EightXEightNotConfiguredError. */
  apiKey?: string | undefined;
  /** Milliseconds per call, including retries and pauses; default 10,000, 60,000 for a list of numbers. */
  deadlineMs?: number;
  /** Milliseconds until a retryable attempt must have response headers, default 5,000. */
  answerTimeoutMs?: number;
  /** Bytes, default 5 MiB; 96 MiB for a list of numbers. */
  maxResponseBytes?: number;
  /** Receives one line per failed call. */
  log?: (line: string) => void;
  /** Milliseconds. */
  sleep?: (ms: number) => Promise<unknown>;
  /** From 0 to 1. */
  random?: () => number;
}

type CallOptions = Required<Omit<VoiceApiOptions, 'baseUrl' | 'apiKey'>>;

const DEFAULTS: CallOptions = {
  deadlineMs: 10_000,
  answerTimeoutMs: 5_000,
  maxResponseBytes: 5 * 1024 * 1024,
  log: () => undefined,
  sleep: pause,
  random: Math.random,
};
const MAX_ATTEMPTS = 3;
/** 8x8 documents no paging: 100,000 numbers of about 600 bytes each arrive in one response. */
const LARGE = { deadlineMs: 60_000, maxResponseBytes: 96 * 1024 * 1024 };

export interface VoiceApiRequest<Answer> {
  method: 'GET' | 'POST' | 'DELETE';
  /** For the log, without ids and numbers: `/numbers/{number}`. */
  route: string;
  /** The path and query after the base URL. */
  path: string;
  body?: object;
  /** Whether the request is idempotent. */
  isRepeatable: boolean;
  /** Secrets in the body, which 8x8 may echo in an error. */
  secrets?: readonly string[];
  /** Whether the response may be large. */
  isLarge?: boolean;
  /** @throws EightXEightBadResponseError */
  read: (answer: unknown) => Answer | Promise<Answer>;
}

/** A key that is valid in a header: visible ASCII. */
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * Sends requests to 8x8's API: within a deadline, retried where that is safe, without following redirects.
 * No error and no log line contains the key.
 */
export class VoiceApiHttp {
  // A `#` field is private at run time too: inspecting the object does not show it.
  readonly #apiKey: string | undefined;
  private readonly base: string;
  private readonly options: Partial<CallOptions>;

  /** @throws TypeError if the base URL is invalid, or if the key is not valid in a header */
  constructor({ baseUrl, apiKey, ...options }: VoiceApiOptions) {
    if (apiKey !== undefined && !API_KEY.test(apiKey)) throw new TypeError('not an API key');
    const { origin, pathname } = new URL(baseUrl);
    this.base = `${origin}${pathname.replace(/\/+$/, '')}`;
    this.#apiKey = apiKey;
    this.options = options;
  }

  /** @throws EightXEightError */
  async call<Answer>(request: VoiceApiRequest<Answer>): Promise<Answer> {
    if (this.#apiKey === undefined) throw new EightXEightNotConfiguredError();
    const options = { ...DEFAULTS, ...(request.isLarge && LARGE), ...this.options };
    const maxAttempts = request.isRepeatable ? MAX_ATTEMPTS : 1;
    const span = startClientSpan(`8x8 ${request.method} ${request.route}`, {
      'http.request.method': request.method,
      'url.template': request.route,
    });
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    for (let attempts = 1; ; attempts += 1) {
      try {
        const remainingMs = options.deadlineMs - elapsed();
        const answer = await this.attempt(request, this.#apiKey, options, remainingMs);
        const result = await request.read(answer);
        span?.end({ 'maskline.attempts': attempts });
        return result;
      } catch (error) {
        const wait =
          attempts < maxAttempts ? pauseBeforeRetry(error, attempts, options.random) : undefined;
        if (wait === undefined || elapsed() + wait >= options.deadlineMs) {
          span?.end({ 'maskline.attempts': attempts }, codeOf(error));
          options.log(describeFailure(request, error, attempts, elapsed()));
          throw error;
        }
        await options.sleep(wait);
      }
    }
  }

  /** @throws EightXEightError; never an error of Node, since that may contain the key */
  private async attempt(
    request: VoiceApiRequest<unknown>,
    apiKey: string,
    { answerTimeoutMs, maxResponseBytes }: CallOptions,
    remainingMs: number,
  ): Promise<unknown> {
    const { method, path, body, isRepeatable, secrets = [] } = request;
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    const deadline = setTimeout(giveUp, remainingMs);
    // A request that must not be retried may use the whole deadline.
    const answerTimeout = isRepeatable ? setTimeout(giveUp, answerTimeoutMs) : undefined;
    try {
      const response = await fetch(`${this.base}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${apiKey}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: abort.signal,
      });
      clearTimeout(answerTimeout);
      await assertOk(response, [apiKey, ...secrets]);
      return await readJson(response, maxResponseBytes);
    } catch (error) {
      const isLate = abort.signal.aborted;
      // Discards the unread rest of the body.
      abort.abort();
      if (error instanceof EightXEightError) throw error;
      if (isLate) throw new EightXEightUnavailableError('timeout');
      throw new EightXEightUnavailableError('network', networkCode(error));
    } finally {
      clearTimeout(deadline);
      clearTimeout(answerTimeout);
    }
  }
}

/** Returns Node's error code, for example `ECONNREFUSED`; its message may contain an address or a key. */
function networkCode(error: unknown): { networkCode?: string } {
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{2,39}$/.test(code)
    ? { networkCode: code }
    : {};
}

const codeOf = (error: unknown): string =>
  error instanceof EightXEightError ? error.code : (error as Error).name;

/** Returns a log line with the code, and the reason and status if any; never 8x8's own text. */
function describeFailure(
  { method, route }: VoiceApiRequest<unknown>,
  error: unknown,
  attempts: number,
  ms: number,
): string {
  const { code, extensions } =
    error instanceof EightXEightError ? error : { code: (error as Error).name, extensions: {} };
  const { reason, networkCode: word, upstream } = extensions as FailureDetails;
  const failure = [code, reason, word, upstream?.status].filter(Boolean).join(' ');
  const tried = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${Math.round(ms)} ms`;
  return `${method} ${route} → ${failure} (${tried})`;
}

interface FailureDetails {
  reason?: string;
  networkCode?: string;
  upstream?: UpstreamFault;
}
