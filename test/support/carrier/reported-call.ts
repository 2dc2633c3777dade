import { randomUUID } from 'node:crypto';
import { SUB_ACCOUNT, type TestApp } from '../app.js';
import { callReceived, type TestBooking } from '../scenario.js';

export const at = (second: number): string =>
  new Date(Date.UTC(2026, 10, 29, 10, 0, second)).toISOString();

export interface Report {
  path: string;
  body: object;
}

/** A call of the rider, with messages that a test can vary. */
export class ReportedCall {
  readonly sessionId = randomUUID();
  readonly handle: Report;
  readonly a: object;
  readonly b: object;

  constructor(
    private readonly app: TestApp,
    readonly booking: Pick<TestBooking, 'rider' | 'driver' | 'virtualNumber'>,
  ) {
    const { rider, driver, virtualNumber } = booking;
    const { sessionId } = this;
    const numbers = { source: rider, destination: virtualNumber };
    this.a = { callId: randomUUID(), callDirection: 'INBOUND', ...numbers };
    this.b = {
      callId: randomUUID(),
      callDirection: 'OUTBOUND',
      source: virtualNumber,
      destination: driver,
    };
    this.handle = { path: 'call-action', body: callReceived(rider, virtualNumber, { sessionId }) };
  }

  status(leg: 'a' | 'b', callStatus: string, second: number, more: object = {}): Report {
    const { sessionId } = this;
    const payload = {
      ...this[leg],
      sessionId,
      subAccountId: SUB_ACCOUNT,
      eventId: randomUUID(),
      callStatus,
      timestamp: at(second),
      ...more,
    };
    return { path: 'call-status', body: { payload } };
  }

  summary(more: object): Report {
    const { sessionId } = this;
    const payload = { sessionId, subAccountId: SUB_ACCOUNT, ...more };
    return { path: 'session-summary', body: { payload } };
  }

  /** Returns the statuses of a call with 13 seconds of talk time, without its summary. */
  heldLive(): Report[] {
    return [
      this.status('b', 'CALL_INITIATED', 2),
      this.status('b', 'CALL_CONNECTED', 7),
      this.status('b', 'CALL_DISCONNECTED', 20, { callDuration: 13 }),
    ];
  }

  async send(...reports: Report[]): Promise<void> {
    for (const { path, body } of reports) await this.app.webhook(path, body).expect(200);
  }

  async record() {
    const { body } = await this.app.get(`/v1/calls/${this.sessionId}`).expect(200);
    return body;
  }

  /** Returns the events about the call, oldest first. */
  async events(): Promise<{ type: string; data: Record<string, unknown> }[]> {
    const { body } = await this.app.get('/v1/events?limit=200').expect(200);
    const events = body.items as { type: string; data: Record<string, unknown> }[];
    return events.filter(({ data }) => data['sessionId'] === this.sessionId).toReversed();
  }
}
