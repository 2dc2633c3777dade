import type { Pace } from '../clock.js';
import type { HttpPoster } from './http-post.js';

/** Where a message goes, and the headers that its webhook was registered with. */
export interface Receiver {
  url: string;
  headers?: Record<string, string>;
}

/** The result of sending a message. */
export interface Delivery {
  /** The HTTP status of the last attempt, or why there was no response. */
  status: number | string;
  /** 0 if no webhook is registered and enabled. */
  attempts: number;
  /** The response body, if there was a response. */
  body?: string;
}

export interface RetryPolicy {
  /** Simulated seconds before each retry. */
  waits: readonly number[];
  /** Whether this HTTP status needs no retry. */
  isAccepted: (status: number) => boolean;
}

export interface SenderOptions {
  /** Real milliseconds. */
  answerTimeoutMs: number;
  closing: AbortSignal;
}

/** POSTs messages to receivers. A failed delivery is a result, not an exception. */
export class MessageSender {
  constructor(
    private readonly poster: HttpPoster,
    private readonly pace: Pace,
    private readonly options: SenderOptions,
  ) {}

  /** Sends a message once. @throws SimulatorClosedError as soon as the simulator closes */
  async send(receiver: Receiver | undefined, message: object): Promise<Delivery> {
    if (!receiver) return { status: 'no webhook registered', attempts: 0 };
    const { answerTimeoutMs: timeoutMs, closing: signal } = this.options;
    const headers = { 'content-type': 'application/json', ...receiver.headers };
    const body = JSON.stringify(message);
    try {
      const request = { url: receiver.url, headers, body, timeoutMs, signal };
      return { attempts: 1, ...(await this.poster.post(request)) };
    } catch (error) {
      signal.throwIfAborted();
      return { status: reasonOf(error), attempts: 1 };
    }
  }

  /**
   * Sends a message until it is accepted, at most once more than there are waits ("at least once").
   * @param receiver read before each attempt, since the registration may change
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  async sendUntilAccepted(
    receiver: () => Receiver | undefined,
    message: object,
    { waits, isAccepted }: RetryPolicy,
  ): Promise<Delivery> {
    let delivery = await this.send(receiver(), message);
    for (const wait of waits) {
      const { status, attempts } = delivery;
      if (attempts === 0 || (typeof status === 'number' && isAccepted(status))) break;
      await this.pace.wait(wait);
      const next = await this.send(receiver(), message);
      delivery = { ...next, attempts: attempts + next.attempts };
    }
    return delivery;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a name with several addresses has no message, only a code.
  return error.message || ('code' in error ? String(error.code) : error.name);
}
