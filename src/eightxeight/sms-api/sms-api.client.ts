import { readJsonAnswer, readRetryAfter } from './sms-api.answer.js';
import { type HttpExchange, SmsApiHttp, type SmsApiOptions } from './sms-api.http.js';

/** A text to send. */
export interface Sms {
  /** The virtual number that the recipient sees, E.164 with `+`. */
  source: string;
  /** E.164 with `+`. */
  destination: string;
  text: string;
  /** Comes back in the receipts. 8x8 does not use it to recognise a repeated request. */
  clientMessageId: string;
  /** 8x8 does not deliver the text after this time. */
  expiry: Date;
}

/**
 * What became of a request to send a text. `reason` is a stable word, `code` 8x8's own.
 * - `accepted`: 8x8 has queued it
 * - `refused`: 8x8 will not send it, and repeating the request would not help
 * - `not-taken`: it surely did not reach 8x8, or 8x8 was too busy; it may be repeated
 * - `unknown`: 8x8 may have taken it
 */
export type SendOutcome =
  | { kind: 'accepted'; umid: string }
  | { kind: 'refused'; reason: string; code?: number }
  | { kind: 'not-taken'; reason: string; retryAfterMs?: number }
  | { kind: 'unknown'; reason: string };

/**
 * What became of a request to erase a text.
 * - `erased`: 8x8 erases it, or does not know it
 * - `postponed`: it may be repeated, because erasing twice does no harm
 * - `refused`: 8x8 refused the request, and repeating it soon would not help
 */
export type EraseOutcome =
  | { kind: 'erased' }
  | { kind: 'postponed'; reason: string; retryAfterMs?: number }
  | { kind: 'refused'; reason: string };

/** Source: 8x8 Connect, Send SMS API (OpenAPI). The pattern excludes `..` in a path. */
const SUB_ACCOUNT_ID = /^[A-Za-z0-9\-._&]{3,50}$/;

/** 8x8's code for a message to Singapore over an older TLS. */
const TLS_TOO_OLD = 1014;

/**
 * 8x8's SMS API. Nothing is retried here, because 8x8 does not recognise repeated requests: the
 * caller decides by the outcome.
 * Source: 8x8 Connect, Send SMS API (OpenAPI), v1.
 */
export class SmsApiClient {
  private readonly http: SmsApiHttp;
  private readonly log: (line: string) => void;

  constructor({ log = () => undefined, ...options }: SmsApiOptions & { log?: SmsLog }) {
    this.http = new SmsApiHttp(options);
    this.log = log;
  }

  /** Sends a text. Never throws. */
  async send(subAccountId: string, { expiry, ...sms }: Sms): Promise<SendOutcome> {
    if (!this.http.hasKey) return this.noted({ kind: 'not-taken', reason: 'no-api-key' });
    if (!SUB_ACCOUNT_ID.test(subAccountId)) {
      return this.noted({ kind: 'refused', reason: 'invalid-sub-account' });
    }
    const path = `/api/v1/subaccounts/${encodeURIComponent(subAccountId)}/messages`;
    const body = { ...sms, encoding: 'AUTO', expiry: expiry.toISOString() };
    return this.noted(outcomeOf(await this.http.post(path, body)));
  }

  /**
   * Asks 8x8 to erase the text and the numbers of a message from its records. Never throws.
   * Source: 8x8 Connect, Send SMS API, `DELETE …/messages/{umid}/pii`.
   */
  async erase(subAccountId: string, umid: string): Promise<EraseOutcome> {
    if (!this.http.hasKey) return { kind: 'postponed', reason: 'no-api-key' };
    if (!SUB_ACCOUNT_ID.test(subAccountId))
      return { kind: 'refused', reason: 'invalid-sub-account' };
    const path =
      `/api/v1/subaccounts/${encodeURIComponent(subAccountId)}` +
      `/messages/${encodeURIComponent(umid)}/pii`;
    const outcome = erasureOf(await this.http.delete(path));
    if (outcome.kind !== 'erased') this.log(`DELETE /pii → ${outcome.kind}: ${outcome.reason}`);
    return outcome;
  }

  /** Closes idle connections. */
  close(): void {
    this.http.close();
  }

  /** Logs a failure, without numbers and without 8x8's own text. */
  private noted(outcome: SendOutcome): SendOutcome {
    if (outcome.kind === 'accepted') return outcome;
    const code = 'code' in outcome ? ` ${outcome.code}` : '';
    const hint =
      'code' in outcome && outcome.code === TLS_TOO_OLD
        ? '; 8x8 requires TLS 1.3 for Singapore, so check the proxy in between'
        : '';
    this.log(`POST /messages → ${outcome.kind}: ${outcome.reason}${code}${hint}`);
    return outcome;
  }
}

type SmsLog = (line: string) => void;

function outcomeOf(exchange: HttpExchange): SendOutcome {
  if (exchange.kind === 'not-sent') return { kind: 'not-taken', reason: exchange.reason };
  if (exchange.kind === 'no-answer') return { kind: 'unknown', reason: exchange.reason };
  const { status, headers, body } = exchange;
  if (status === 200) return ofAccepted(readJsonAnswer(body));
  if (status === 429) {
    const retryAfterMs = readRetryAfter(headers['retry-after']);
    return {
      kind: 'not-taken',
      reason: 'rate-limited',
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  if (status >= 400 && status < 500) {
    const code = readJsonAnswer(body)?.['code'];
    const isCode = Number.isInteger(code) && Math.abs(code as number) < 1_000_000;
    return {
      kind: 'refused',
      reason: `http-${status}`,
      ...(isCode && { code: code as number }),
    };
  }
  return { kind: 'unknown', reason: `http-${status}` };
}

function erasureOf(exchange: HttpExchange): EraseOutcome {
  if (exchange.kind !== 'answered') return { kind: 'postponed', reason: exchange.reason };
  const { status, headers } = exchange;
  if ((status >= 200 && status < 300) || status === 404) return { kind: 'erased' };
  const reason = `http-${status}`;
  if (status !== 429 && status < 500) return { kind: 'refused', reason };
  const retryAfterMs = readRetryAfter(headers['retry-after']);
  return { kind: 'postponed', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Reads a 200 response, which can also reject the text. */
function ofAccepted(answer: Readonly<Record<string, unknown>> | undefined): SendOutcome {
  const status = answer?.['status'] as { code?: unknown } | null | undefined;
  const code = typeof status?.code === 'string' ? status.code.toUpperCase() : undefined;
  if (code === 'REJECTED') return { kind: 'refused', reason: 'rejected' };
  const umid = answer?.['umid'];
  const isUmid = typeof umid === 'string' && /^[\w-]{1,200}$/.test(umid);
  return code === 'QUEUED' && isUmid
    ? { kind: 'accepted', umid }
    : { kind: 'unknown', reason: 'unexpected-answer' };
}
