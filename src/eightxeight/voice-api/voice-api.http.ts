import { setTimeout as pause } from 'node:timers/promises';
import { readFault, readJson, readLargeJson } from './voice-api.answer.js';
import {
  EightXEightBadAnswerError,
  EightXEightError,
  EightXEightNotConfiguredError,
  EightXEightUnavailableError,
  refusal,
  type UpstreamFault,
} from './voice-api.errors.js';
import { pauseBeforeRetry, readRetryAfter } from './voice-api.retry.js';

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
  maxAnswerBytes?: number;
  /** Attempts of what can be repeated, default 3. */
  maxAttempts?: number;
  /** Takes one line for each call that failed. */
  log?: (line: string) => void;
  /** Milliseconds. */
  sleep?: (ms: number) => Promise<unknown>;
  /** From 0 to 1. */
  random?: () => number;
}

export interface VoiceApiRequest<Answer> {
  method: 'GET' | 'POST' | 'DELETE';
  /** For the log: without ids and numbers, as `/numbers/{number}`. */
  route: string;
  /** What follows the base URL. */
  path: string;
  body?: object;
  /** Whether doing it twice is the same as doing it once. */
  isRepeatable: boolean;
  /** Secrets in the body: 8x8 may echo them in what it says. */
  secrets?: readonly string[];
  /** Whether the answer may be large; it is read piece by piece then. */
  isLarge?: boolean;
  /** @throws EightXEightBadAnswerError */
  read: (answer: unknown) => Answer | Promise<Answer>;
}

const LIMITS = { deadlineMs: 10_000, maxAnswerBytes: 5 * 1024 * 1024 };
/** 8x8 documents no pages: 100,000 numbers with some 600 bytes each come in one answer. */
const LARGE_LIMITS = { deadlineMs: 60_000, maxAnswerBytes: 96 * 1024 * 1024 };

/** A key as it can stand in a header: visible ASCII. */
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * Requests to 8x8's API: within a deadline, repeated where that is safe, never redirected, and without
 * ever telling the key.
 */
export class VoiceApiHttp {
  // Private to the engine and not only to the compiler: inspecting the object does not show it.
  readonly #apiKey: string | undefined;
  private readonly base: string;
  private readonly options: Required<
    Omit<VoiceApiOptions, 'apiKey' | 'baseUrl' | 'deadlineMs' | 'maxAnswerBytes'>
  > &
    Pick<VoiceApiOptions, 'deadlineMs' | 'maxAnswerBytes'>;

  /** @throws TypeError if the base URL is none, or the key can't stand in a header */
  constructor({ baseUrl, apiKey, ...options }: VoiceApiOptions) {
    if (apiKey !== undefined && !API_KEY.test(apiKey)) throw new TypeError('not an API key');
    const { origin, pathname } = new URL(baseUrl);
    this.base = `${origin}${pathname.replace(/\/+$/, '')}`;
    this.#apiKey = apiKey;
    this.options = {
      answerTimeoutMs: 5_000,
      maxAttempts: 3,
      log: () => undefined,
      sleep: pause,
      random: Math.random,
      ...options,
    };
  }

  /** @throws EightXEightError */
  async call<Answer>(request: VoiceApiRequest<Answer>): Promise<Answer> {
    if (this.#apiKey === undefined) throw new EightXEightNotConfiguredError();
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    const limits = request.isLarge ? LARGE_LIMITS : LIMITS;
    const deadlineMs = this.options.deadlineMs ?? limits.deadlineMs;
    for (let attempts = 1; ; attempts += 1) {
      try {
        const remaining = deadlineMs - elapsed();
        return await request.read(await this.attempt(request, this.#apiKey, remaining));
      } catch (error) {
        const wait = this.pauseAfter(error, attempts, request);
        if (wait === undefined || elapsed() + wait >= deadlineMs) {
          this.options.log(describeFailure(request, error, attempts, elapsed()));
          throw error;
        }
        await this.options.sleep(wait);
      }
    }
  }

  private pauseAfter(
    error: unknown,
    attempts: number,
    { isRepeatable }: VoiceApiRequest<unknown>,
  ): number | undefined {
    if (!isRepeatable || attempts >= this.options.maxAttempts) return undefined;
    return pauseBeforeRetry(error, attempts, this.options.random);
  }

  /** @throws EightXEightError; nothing that Node throws gets out, since it may hold the key */
  private async attempt(
    request: VoiceApiRequest<unknown>,
    apiKey: string,
    remainingMs: number,
  ): Promise<unknown> {
    const abort = new AbortController();
    let isLate = false;
    const giveUp = () => {
      isLate = true;
      abort.abort();
    };
    const deadline = setTimeout(giveUp, remainingMs);
    // What can't be repeated gets all the time there is.
    const answerTimeout = request.isRepeatable
      ? setTimeout(giveUp, this.options.answerTimeoutMs)
      : undefined;
    try {
      const response = await fetch(`${this.base}${request.path}`, {
        method: request.method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${apiKey}`,
          ...(request.body && { 'content-type': 'application/json' }),
        },
        ...(request.body && { body: JSON.stringify(request.body) }),
        redirect: 'manual',
        signal: abort.signal,
      });
      clearTimeout(answerTimeout);
      await throwIfFailed(response, [apiKey, ...(request.secrets ?? [])]);
      const limits = request.isLarge ? LARGE_LIMITS : LIMITS;
      const read = request.isLarge ? readLargeJson : readJson;
      return await read(response, this.options.maxAnswerBytes ?? limits.maxAnswerBytes);
    } catch (error) {
      // Whatever was not read is not waited for.
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

/** @throws EightXEightError unless it is a 2xx */
async function throwIfFailed(response: Response, secrets: readonly string[]): Promise<void> {
  if (response.ok) return;
  if (response.status < 400) throw new EightXEightBadAnswerError('redirect');
  const upstream = await readFault(response, secrets);
  if (response.status < 500 && response.status !== 429) throw refusal(upstream);
  const reason = response.status === 429 ? 'rate-limited' : 'server-error';
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
  throw new EightXEightUnavailableError(reason, { upstream }, retryAfterMs);
}

/** Node's word for what went wrong, as `ECONNREFUSED`; its sentences may hold an address or a key. */
function networkCode(error: unknown): { networkCode?: string } {
  const { cause } = error as { cause?: { code?: unknown } };
  const code = cause?.code;
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{2,39}$/.test(code)
    ? { networkCode: code }
    : {};
}

function describeFailure(
  { method, route }: VoiceApiRequest<unknown>,
  error: unknown,
  attempts: number,
  ms: number,
): string {
  const tried = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${Math.round(ms)} ms`;
  return `${method} ${route} → ${describeError(error)} (${tried})`;
}

/** The code, and what there is of reason and status; none of 8x8's own words. */
function describeError(error: unknown): string {
  if (!(error instanceof EightXEightError)) return (error as Error).name;
  const { reason, networkCode: word, upstream } = error.extensions as FailureDetails;
  return [error.code, reason, word, upstream?.status.toString()].filter(Boolean).join(' ');
}

interface FailureDetails {
  reason?: string;
  networkCode?: string;
  upstream?: UpstreamFault;
}
