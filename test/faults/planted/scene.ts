import type { Answer, Fact, Kind, Line, Requests } from '../history/history.js';

export const NUMBERS = ['+6560000001', '+6560000002', '+6560000003'];
export const [N1 = '', N2 = '', N3 = ''] = NUMBERS;
export const PHONES = ['+6591000001', '+6591000002', '+6591000003', '+6591000004', '+6591000005'];
export const [A = '', B = '', C = '', D = '', E = ''] = PHONES;
export const GRACE = 1_000;

/** Milliseconds since 1970 of the beginning; the times of a scene count from it. */
const START = Date.UTC(2026, 10, 24, 8);
export const time = (ms: number): string => new Date(START + ms).toISOString();

/** Milliseconds that each request of a scene takes. */
const TOOK = 10;

/** Writes a history, line by line. */
export class Scene {
  readonly lines: Line[] = [
    {
      type: 'setup',
      numbers: NUMBERS,
      phones: PHONES,
      graceSeconds: GRACE / 1e3,
      cooldownSeconds: 2,
    },
  ];
  private events = 0;

  operation<K extends Kind>(
    kind: K,
    id: string,
    start: number,
    request: Requests[K],
    answer: Answer,
  ): void {
    const from = START + start;
    const line = { type: 'operation', kind, id, start: from, end: from + TOOK, replica: 'one' };
    // The kind and its request belong together, which the compiler cannot see here.
    this.lines.push({ ...line, request, answer } as Line);
  }

  fact(fact: Fact): void {
    this.lines.push(fact);
  }

  /** Something broke meanwhile, so that a request has no answer. */
  fault(start: number, end: number): void {
    const [from, to] = [START + start, START + end];
    this.fact({ type: 'fault', name: 'reset', start: from, end: to, recovered: to });
  }

  /** An event that was emitted and delivered. */
  event(ms: number, type: string, data: object): void {
    this.events += 1;
    const body = { id: `event-${this.events}`, type, occurredAt: time(ms), data };
    this.fact({ type: 'event', body });
    this.fact({ type: 'delivery', at: START + ms, body });
  }

  /** A call that connects, with its record, its reports and its events. */
  connected(
    start: number,
    session: string,
    [caller, number]: readonly [string, string],
    [callee, callerId]: readonly [string, string],
    booking: string,
  ): void {
    const callflow = [{ action: 'makeCall', params: { source: callerId, destination: callee } }];
    this.call(start, session, caller, number, callflow);
    const expected = { outcome: 'answered', talkSeconds: 7, reports: 2 };
    for (const what of ['status', 'summary']) {
      const request = { session, what, expected };
      this.operation('report', `${session} ${what}`, start + 20, request, {
        status: 200,
        body: {},
      });
    }
    const record = { decision: 'connect', reason: 'callable', bookingId: booking };
    const outcome = { outcome: 'answered', talkSeconds: 7 };
    this.fact({ type: 'call-record', session, body: { ...record, ...outcome } });
    this.event(start, 'call.started', { sessionId: session, reason: 'callable' });
    this.event(start + 20, 'call.ended', { sessionId: session, outcome: 'answered' });
  }

  /** A call that is refused, with its record and its event. */
  refused(
    start: number,
    session: string,
    [caller, number]: readonly [string, string],
    text: string,
    reason: string,
  ): void {
    this.call(start, session, caller, number, [
      { action: 'say', params: { text } },
      { action: 'hangup' },
    ]);
    const body = {
      decision: 'refuse',
      reason,
      bookingId: null,
      outcome: 'refused',
      talkSeconds: null,
    };
    this.fact({ type: 'call-record', session, body });
    this.event(start, 'call.refused', { sessionId: session, reason });
  }

  /** A text that is forwarded. */
  text(
    start: number,
    umid: string,
    [sender, number]: readonly [string, string],
    [to, from]: readonly [string, string],
  ): void {
    const body = `text ${umid}`;
    this.operation('text', umid, start, { umid, sender, number, body }, { status: 200, body: {} });
    this.fact({ type: 'sent-text', at: START + start + 100, from, to, body });
    const messageId = `message ${umid}`;
    this.fact({ type: 'message-record', umid, body: { id: messageId, outcome: 'delivered' } });
    this.event(start, 'message.received', { messageId });
    this.event(start + 100, 'message.forwarded', { messageId });
  }

  private call(
    start: number,
    session: string,
    caller: string,
    number: string,
    callflow: object[],
  ): void {
    const request = { session, caller, number };
    this.operation('call', session, start, request, { status: 200, body: { callflow } });
  }
}

/** A booking in an answer. */
export const bookingBody = (
  id: string,
  status: string,
  parties: Readonly<Record<string, string>>,
  more: { startsAt?: number; expiresAt: number; callableUntil?: number },
) => ({
  id,
  status,
  parties: Object.entries(parties).map(([role, virtualNumber]) => ({
    role,
    virtualNumber,
    phoneNumber: '+65••••0001',
  })),
  startsAt: more.startsAt === undefined ? null : time(more.startsAt),
  expiresAt: time(more.expiresAt),
  callableUntil: time(more.callableUntil ?? more.expiresAt),
});
