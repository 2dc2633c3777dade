import type { FastifyReply } from 'fastify';
import { FAILURES } from './api-status.js';
import { check, checkInteger, fieldsOf } from './request-fields.js';

/** A failure that 8x8's API should simulate. */
export interface ApiFault {
  /**
   * 401, 403, 404, 422, 429, 500 or 503: this error. `stall`: no response until the simulator closes.
   * `garbage`: 200 with a body that is not JSON.
   */
  status: number | 'stall' | 'garbage';
  /** The number of requests to fail; default 1. */
  times?: number;
  /** Only for paths of the sub-account or the account with this prefix, for example `/numbers`. */
  path?: string;
}

const MAX_TIMES = 1_000_000;

/** Makes the next requests to 8x8's API fail, so that its clients can be tested. */
export class ApiFaults {
  private readonly pending: Required<ApiFault>[] = [];

  constructor(private readonly closing: AbortSignal) {}

  /** @throws InvalidRequestError */
  add(request: unknown): void {
    const { status, times, path } = fieldsOf(request, 'the fault', ['status', 'times', 'path']);
    const known = typeof status === 'number' && Object.hasOwn(FAILURES, status);
    check(
      known || status === 'stall' || status === 'garbage',
      `status is not one of ${Object.keys(FAILURES).join(', ')}, stall, garbage`,
    );
    checkInteger(times, 1, MAX_TIMES, 'times');
    check(path === undefined || typeof path === 'string', 'path is not a text');
    this.pending.push({ status, times: (times as number | undefined) ?? 1, path: path ?? '' });
  }

  /** Returns the fault for this request, and counts it as used. */
  take(path: string): ApiFault['status'] | undefined {
    const index = this.pending.findIndex((fault) => path.startsWith(fault.path));
    const fault = this.pending[index];
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.pending.splice(index, 1);
    return fault.status;
  }

  /** Sends the faulty response, or none. @param bodyOf the error in the shape of this API */
  answer(
    status: ApiFault['status'],
    reply: FastifyReply,
    bodyOf: (status: number) => object,
  ): FastifyReply {
    if (status === 'stall') return this.stall(reply);
    if (status === 'garbage') return reply.type('application/json').send('<html>');
    return reply.code(status).send(bodyOf(status));
  }

  /** Sends no response until the simulator closes. */
  stall(reply: FastifyReply): FastifyReply {
    const { raw } = reply.hijack();
    const end = () => raw.destroy();
    this.closing.addEventListener('abort', end, { once: true });
    raw.once('close', () => this.closing.removeEventListener('abort', end));
    return reply;
  }
}
