import { setTimeout as pause } from 'node:timers/promises';
import {
  EightXEightError,
  EightXEightNotConfiguredError,
  EightXEightUnavailableError,
  type UpstreamFault,
} from './voice-api.errors.js';
import { assertOk, readJson } from './voice-api.response.js';
import { pauseBeforeRetry } from './voice-api.retry.js';

export interface VoiceApiOptions {
  /** For example `https://voice.8x8.com`; a path is kept. */
  baseUrl: string;
  /** Absent: every call fails with EightXEightNotConfiguredError. */
  apiKey?: string | undefined;
  /** Milliseconds for a call with all its attempts and pauses, default 10,000; 60,000 for a list of numbers. */
  deadlineMs?: number;
  /** Milliseconds until an attempt that can be repeated must be answered, default 5,000. */
  answerTimeoutMs?: number;
  /** Bytes, default 5 MiB; 96 MiB for a list of numbers. */
  maxResponseBytes?: number;
  /** Takes one line for each call that failed. */
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
/** 8x8 documents no pages: 100,000 numbers of some 600 bytes each come in one answer. */
const LARGE = { deadlineMs: 60_000, maxResponseBytes: 96 * 1024 * 1024 };

export interface VoiceApiRequest<Answer> {
  method: 'GET' | 'POST' | 'DELETE';
  /** For the log: without ids and numbers, as `/numbers/{number}`. */
  route: string;
  /** What follows the base URL. */
  path: string;
  body?: object;
  /** Whether doing it twice is the same as doing it once. */
  isRepeatable: boolean;
  /** Secrets in the body, which 8x8 may repeat in what it says. */
  secrets?: readonly string[];
  /** Whether the answer may be large. */
  isLarge?: boolean;
  /** @throws EightXEightBadResponseError */
  read: (answer: unknown) => Answer | Promise<Answer>;
}

/** A key as it can stand in a header: visible ASCII. */
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * Sends requests to 8x8's API: within a deadline, repeated where that is safe, never redirected. The key
 * is in no error and in no log line.
 */
export class VoiceApiHttp {
  // Private to the engine and not only to the compiler: inspecting the object does not show it.
  readonly #apiKey: string | undefined;
  private readonly base: string;
  private readonly options: Partial<CallOptions>;

  /** @throws TypeError if the base URL is none, or the key cannot stand in a header */
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
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    for (let attempts = 1; ; attempts += 1) {
      try {
        const remainingMs = options.deadlineMs - elapsed();
        return await request.read(await this.attempt(request, this.#apiKey, options, remainingMs));
      } catch (error) {
        const wait =
          attempts < maxAttempts ? pauseBeforeRetry(error, attempts, options.random) : undefined;
        if (wait === undefined || elapsed() + wait >= options.deadlineMs) {
          options.log(describeFailure(request, error, attempts, elapsed()));
          throw error;
        }
        await options.sleep(wait);
      }
    }
  }

  /** @throws EightXEightError; no error of Node's leaves it, since that may hold the key */
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
    // A request that cannot be repeated gets all the time there is.
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
      // Drops what was not read.
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

/** Returns Node's word for what went wrong, as `ECONNREFUSED`; its sentences may hold an address or a key. */
function networkCode(error: unknown): { networkCode?: string } {
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{2,39}$/.test(code)
    ? { networkCode: code }
    : {};
}

/** Returns a line with the code, and with reason and status if there are; none of 8x8's own words. */
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
