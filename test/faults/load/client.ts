import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Kind, Operation, Requests } from '../history/history.js';
import type { Recorder } from '../history/recorder.js';
import type { Fleet, Message } from '../stand/fleet.js';
import { ADMIN_API_KEY, WEBHOOK_SECRET } from '../stand/replica.js';

/** Milliseconds. 8x8 waits for three seconds; a client of the admin API is more patient. */
const WEBHOOK_TIMEOUT = 3_000;
const ADMIN_TIMEOUT = 8_000;
/** How long a request is repeated that must be answered in the end. */
const REPEATS_FOR = 60_000;
/** Milliseconds before the first repetition; they grow by half each time, up to the most. */
const PAUSE = { first: 300, most: 2_000 };

/** Sends the requests of the load, and records each with its times and its answer. */
export class Client {
  constructor(
    readonly fleet: Fleet,
    readonly recorder: Recorder,
  ) {}

  /**
   * Sends a request to the admin API until it is answered, as a client should.
   * @returns undefined: nobody knows what has happened
   */
  async admin<K extends Kind>(
    kind: K,
    request: Requests[K],
    message: Pick<Message, 'method' | 'path' | 'body'>,
    id: string = randomUUID(),
  ): Promise<{ status: number; body: unknown } | undefined> {
    const authorization = `Bearer ${ADMIN_API_KEY}`;
    const whole = { ...message, authorization, timeoutMs: ADMIN_TIMEOUT };
    return this.repeated(kind, request, whole, id);
  }

  /** Sends a carrier webhook until it is answered with 200. */
  async webhook<K extends Kind>(
    kind: K,
    request: Requests[K],
    path: string,
    body: object,
    id: string = randomUUID(),
  ): Promise<{ status: number; body: unknown } | undefined> {
    return this.repeated(kind, request, webhookOf(path, body), id);
  }

  /** Sends a carrier webhook once, as 8x8 does with call handles. */
  async once<K extends Kind>(
    kind: K,
    request: Requests[K],
    path: string,
    body: object,
  ): Promise<Answer> {
    return this.attempt(kind, request, webhookOf(path, body), randomUUID());
  }

  private async repeated<K extends Kind>(
    kind: K,
    request: Requests[K],
    message: Message,
    id: string,
  ): Promise<{ status: number; body: unknown } | undefined> {
    const giveUpAt = performance.now() + REPEATS_FOR;
    for (let wait = PAUSE.first; ; wait = Math.min(1.5 * wait, PAUSE.most)) {
      const answer = await this.attempt(kind, request, message, id);
      if ('status' in answer && answer.status < 500 && answer.status !== 429) return answer;
      if (performance.now() > giveUpAt) return undefined;
      await pause(wait);
    }
  }

  private async attempt<K extends Kind>(
    kind: K,
    request: Requests[K],
    message: Message,
    id: string,
  ): Promise<Answer> {
    const attempts = await this.fleet.send(message);
    for (const { replica, start, end, answer } of attempts) {
      const line = { type: 'operation', kind, id, start, end, replica, request, answer };
      // The kind and its request belong together, which the compiler cannot see here.
      this.recorder.add(line as Operation);
    }
    return attempts.at(-1)!.answer;
  }
}

const webhookOf = (path: string, body: object): Message => ({
  method: 'POST',
  path: `/webhooks/8x8/${path}`,
  authorization: WEBHOOK_SECRET,
  body,
  timeoutMs: WEBHOOK_TIMEOUT,
});
