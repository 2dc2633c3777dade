import type { Line } from '../history/history.js';
import { ENDED } from './clean-history.js';
import { A, B, bookingBody, C, D, E, N1, N2, N3, PHONES, type Scene } from './scene.js';

/** A mistake of a service, as its history would show it, and the rule that must find it. */
export interface PlantedBug {
  name: string;
  rule: string;
  plant(scene: Scene): void;
}

type Changed<T extends Line['type']> = Extract<Line, { type: T }>;

/** Changes the line of an operation. */
function change(
  { lines }: Scene,
  id: string,
  edit: (line: Changed<'operation'>) => Partial<Changed<'operation'>>,
): void {
  const at = lines.findLastIndex((line) => line.type === 'operation' && line.id === id);
  const line = lines[at] as Changed<'operation'>;
  lines[at] = { ...line, ...edit(line) } as Line;
}

/** The callflow of a call becomes another one. */
const answerWith = (scene: Scene, session: string, callee: string, callerId: string): void =>
  change(scene, session, () => ({ answer: { status: 200, body: connection(callee, callerId) } }));

const connection = (destination: string, source: string) => ({
  callflow: [{ action: 'makeCall', params: { source, destination } }],
});
const message = (text: string) => ({
  callflow: [{ action: 'say', params: { text } }, { action: 'hangup' }],
});

/** Removes the lines that match. */
function remove({ lines }: Scene, isHit: (line: Line) => boolean): void {
  for (let at = lines.length - 1; at >= 0; at -= 1) if (isHit(lines[at]!)) lines.splice(at, 1);
}

/** Replaces what was read at the end. */
function editBody(
  { lines }: Scene,
  isHit: (line: Line) => boolean,
  edit: (body: object) => object,
): void {
  for (const [at, line] of lines.entries()) {
    if (isHit(line) && 'body' in line && typeof line.body === 'object') {
      lines[at] = { ...line, body: edit(line.body ?? {}) } as Line;
    }
  }
}

const isRecord = (session: string) => (line: Line) =>
  line.type === 'call-record' && line.session === session;
const isText = (umid: string) => (line: Line) =>
  line.type === 'sent-text' && line.body === `text ${umid}`;
const isEvent = (type: string, id: string) => (line: Line) =>
  line.type === 'event' &&
  JSON.stringify(line.body).includes(type) &&
  JSON.stringify(line.body).includes(`"${id}"`);

const newBooking = (reference: string, rider: string, driver: string) => ({
  reference,
  mode: 'shared' as const,
  parties: [
    { role: 'rider', phone: rider },
    { role: 'driver', phone: driver },
  ],
  ttlSeconds: 10,
  startsAt: null,
});

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a stale read: the replaced driver is still called',
    rule: 'wrong connect',
    plant: (scene) => answerWith(scene, 's-replaced', D, N3),
  },
  {
    name: 'the end is ignored: a call connects after the grace',
    rule: 'wrong connect',
    plant: (scene) => answerWith(scene, 's-ended', B, N1),
  },
  {
    name: 'the start is ignored: a call connects before it',
    rule: 'wrong connect',
    plant: (scene) => answerWith(scene, 's-early', D, N3),
  },
  {
    name: 'rows of another query: a stranger is connected',
    rule: 'wrong connect',
    plant: (scene) => answerWith(scene, 's-stranger', B, N1),
  },
  {
    name: 'a block is ignored',
    rule: 'block ignored',
    plant: (scene) => answerWith(scene, 's-blocked', B, N2),
  },
  {
    name: 'the callee sees a number that it cannot call back',
    rule: 'wrong caller id',
    plant: (scene) => answerWith(scene, 's-started', D, N2),
  },
  {
    name: "the callee sees the caller's real number",
    rule: 'real number as caller id',
    plant: (scene) => answerWith(scene, 's-rider', B, A),
  },
  {
    name: 'a party of a callable booking is refused',
    rule: 'wrong refusal',
    plant: (scene) =>
      change(scene, 's-driver', () => ({
        answer: { status: 200, body: message('This number is not available to you. Goodbye.') },
      })),
  },
  {
    name: 'a stale read: a reopened booking has still ended',
    rule: 'wrong refusal',
    plant: (scene) =>
      change(scene, 's-reopened', () => ({
        answer: { status: 200, body: message('This booking has ended.') },
      })),
  },
  {
    name: 'a caller waits for more than a second',
    rule: 'late callflow',
    plant: (scene) => change(scene, 's-rider', ({ start }) => ({ end: start + 1_200 })),
  },
  {
    name: 'a call handle gets an error instead of a callflow',
    rule: 'no callflow',
    plant: (scene) => change(scene, 's-rider', () => ({ answer: { status: 500, body: {} } })),
  },
  {
    name: '"try again later" although nothing is broken',
    rule: 'degraded call',
    plant: (scene) =>
      change(scene, 's-rider', () => ({
        answer: { status: 200, body: message('Your call cannot be connected right now.') },
      })),
  },
  {
    name: 'a missing constraint: a driver gets one number for two bookings',
    rule: 'double assignment',
    plant: (scene) => {
      const body = bookingBody('b9', 'active', { rider: N2, driver: N2 }, { expiresAt: 16_000 });
      const request = newBooking('ride-9', A, B);
      scene.operation('create', 'create-9', 6_000, request, { status: 201, body });
      scene.fact({ type: 'booking', reference: 'ride-9', body });
      scene.event(6_005, 'booking.created', { bookingId: 'b9' });
    },
  },
  {
    name: 'the cool-down is ignored',
    rule: 'cool-down ignored',
    plant: (scene) => {
      const body = bookingBody('b9', 'active', { rider: N1, driver: N1 }, { expiresAt: 16_000 });
      const request = newBooking('ride-9', A, C);
      scene.operation('create', 'create-9', 4_500, request, { status: 201, body });
      scene.fact({ type: 'booking', reference: 'ride-9', body });
      scene.event(4_505, 'booking.created', { bookingId: 'b9' });
    },
  },
  {
    name: 'a repeated request makes two bookings',
    rule: 'double booking',
    plant: (scene) => {
      const body = bookingBody('b8', 'active', { rider: N3, driver: N3 }, { expiresAt: 30_000 });
      scene.operation('create', 'create-1', 60, newBooking('ride-1', A, B), { status: 201, body });
    },
  },
  {
    name: 'an acknowledged booking is lost',
    rule: 'lost booking',
    plant: (scene) =>
      editBody(
        scene,
        (line) => line.type === 'booking' && line.reference === 'ride-3',
        () => ({}),
      ),
  },
  {
    name: 'a cancelled booking is active again',
    rule: 'resurrected booking',
    plant: (scene) =>
      editBody(
        scene,
        (line) => line.type === 'booking' && line.reference === 'ride-1',
        (body) => ({ ...body, status: 'active' }),
      ),
  },
  {
    name: 'a completed booking stays callable for too long',
    rule: 'wrong end',
    plant: (scene) =>
      change(scene, 'complete-1', () => ({
        answer: {
          status: 200,
          body: bookingBody(
            'b1',
            'completed',
            { rider: N1, driver: N1 },
            { expiresAt: 30_000, callableUntil: 9_000 },
          ),
        },
      })),
  },
  {
    name: 'a booking is refused although a number is free',
    rule: 'wrong refusal of a booking',
    plant: (scene) => {
      const body = { code: 'pool-exhausted' };
      scene.operation('create', 'create-9', 20_000, newBooking('ride-9', A, C), {
        status: 409,
        body,
      });
      scene.fact({ type: 'booking', reference: 'ride-9', body: null });
    },
  },
  {
    name: 'two people are booked together although one is blocked',
    rule: 'block ignored',
    plant: (scene) => {
      const body = bookingBody('b9', 'active', { rider: N3, driver: N3 }, { expiresAt: 20_000 });
      scene.operation('create', 'create-9', 6_500, newBooking('ride-9', D, B), {
        status: 201,
        body,
      });
      scene.fact({ type: 'booking', reference: 'ride-9', body });
      scene.event(6_505, 'booking.created', { bookingId: 'b9' });
    },
  },
  {
    name: 'the record contradicts the connection',
    rule: 'record contradicts the answer',
    plant: (scene) =>
      editBody(scene, isRecord('s-grace'), (body) => ({ ...body, decision: 'refuse' })),
  },
  {
    name: 'the record says that a refused caller was connected',
    rule: 'record contradicts the answer',
    plant: (scene) =>
      editBody(scene, isRecord('s-ended'), (body) => ({ ...body, decision: 'connect' })),
  },
  {
    name: 'the record names another booking',
    rule: 'record contradicts the answer',
    plant: (scene) =>
      editBody(scene, isRecord('s-started'), (body) => ({ ...body, bookingId: 'b1' })),
  },
  {
    name: 'an acknowledged status is dropped',
    rule: 'dropped report',
    plant: (scene) =>
      editBody(scene, isRecord('s-rider'), (body) => ({ ...body, outcome: 'missed' })),
  },
  {
    name: 'a text is doubled',
    rule: 'doubled text',
    plant: (scene) => {
      const text = scene.lines.find(isText('t-rider'));
      if (text) scene.lines.push(text);
    },
  },
  {
    name: 'an acknowledged text is lost',
    rule: 'lost text',
    plant: (scene) => remove(scene, isText('t-rider')),
  },
  {
    name: 'an acknowledged text has no record',
    rule: 'lost text',
    plant: (scene) =>
      remove(scene, (line) => line.type === 'message-record' && line.umid === 't-rider'),
  },
  {
    name: 'a text reaches the wrong phone',
    rule: 'text to the wrong phone',
    plant: (scene) => editText(scene, 't-started', { to: E }),
  },
  {
    name: 'a text shows a number by which nobody can reply',
    rule: 'wrong source',
    plant: (scene) => editText(scene, 't-started', { from: N3 }),
  },
  {
    name: "a text shows the sender's real number",
    rule: 'real number as source',
    plant: (scene) => editText(scene, 't-started', { from: D }),
  },
  {
    name: 'the event of a change is lost',
    rule: 'lost event',
    plant: (scene) => remove(scene, isEvent('booking.cancelled', 'b1')),
  },
  {
    name: 'the event of a change is emitted twice',
    rule: 'double event',
    plant: (scene) => scene.event(1_006, 'booking.completed', { bookingId: 'b1' }),
  },
  {
    name: 'the end of a call is corrected to what it was',
    rule: 'double event',
    plant: (scene) => {
      const end = { sessionId: 's-rider', outcome: 'answered', previousOutcome: 'missed' };
      scene.event(9_000, 'call.ended', end);
    },
  },
  {
    name: 'an event is never delivered',
    rule: 'undelivered event',
    plant: (scene) => {
      let isFirst = true;
      remove(scene, (line) => {
        const isHit = isFirst && line.type === 'delivery';
        if (isHit) isFirst = false;
        return isHit;
      });
    },
  },
  {
    name: 'the last event contradicts the record',
    rule: 'event contradicts the record',
    plant: (scene) =>
      scene.event(250, 'call.refused', { sessionId: 's-rider', reason: 'response-lost' }),
  },
  {
    name: 'a delivered event was never emitted',
    rule: 'invented event',
    plant: (scene) =>
      scene.fact({ type: 'delivery', at: 0, body: { id: 'event-99', type: 'call.started' } }),
  },
  {
    name: 'a caller hears a reason that cannot be',
    rule: 'wrong reason',
    plant: (scene) =>
      change(scene, 's-alone', () => ({ answer: { status: 200, body: message(ENDED) } })),
  },
  {
    name: 'a refusal is not on record',
    rule: 'lost record',
    plant: (scene) => remove(scene, isRecord('s-stranger')),
  },
  {
    name: 'a replaced party is back',
    rule: 'lost change',
    plant: (scene) =>
      editBody(
        scene,
        (line) => line.type === 'booking' && line.reference === 'ride-2',
        (body) => ({ ...body, parties: [{ role: 'driver', virtualNumber: N3 }] }),
      ),
  },
  {
    name: 'a text is sent long after the end',
    rule: 'text after the end',
    plant: ({ lines }) => {
      for (const [at, line] of lines.entries()) {
        if (isText('t-rider')(line) && line.type === 'sent-text') {
          lines[at] = { ...line, at: line.at + 60_000 };
        }
      }
    },
  },
  {
    name: 'an accepted text is never sent and never given up',
    rule: 'stuck text',
    plant: (scene) =>
      editBody(
        scene,
        (line) => line.type === 'message-record' && line.umid === 't-rider',
        (body) => ({ ...body, outcome: 'forwarding' }),
      ),
  },
  {
    name: 'a text that was sent is recorded as failed',
    rule: 'record contradicts the text',
    plant: (scene) =>
      editBody(
        scene,
        (line) => line.type === 'message-record' && line.umid === 't-rider',
        (body) => ({ ...body, outcome: 'failed' }),
      ),
  },
  {
    name: 'an event is delivered with other data',
    rule: 'changed event',
    plant: (scene) => {
      let isFirst = true;
      editBody(
        scene,
        (line) => {
          const isHit = isFirst && line.type === 'delivery';
          if (isHit) isFirst = false;
          return isHit;
        },
        (body) => ({ ...body, type: 'booking.expired' }),
      );
    },
  },
  {
    name: 'a request fails although nothing is broken',
    rule: 'failed request',
    plant: (scene) =>
      change(scene, 's-rider status', () => ({
        answer: { status: 503, body: { code: 'database-unavailable' } },
      })),
  },
  {
    name: 'a fault is answered as if it were a mistake of the service',
    rule: 'internal error',
    plant: (scene) => {
      scene.fault(100, 9_000);
      change(scene, 's-rider status', () => ({ answer: { status: 500, body: {} } }));
    },
  },
  {
    name: 'a booking gets a number that is not of its pool',
    rule: 'foreign number',
    plant: (scene) =>
      change(scene, 'create-3', () => ({
        answer: {
          status: 201,
          body: bookingBody('b3', 'open', { rider: '+6560000099' }, { expiresAt: 30_000 }),
        },
      })),
  },
  {
    name: 'an answer shows the phone of a person',
    rule: 'real number shown',
    plant: (scene) =>
      editBody(
        scene,
        (line) => line.type === 'booking' && line.reference === 'ride-2',
        (body) => ({ ...body, note: PHONES[2] }),
      ),
  },
];

function editText({ lines }: Scene, umid: string, edit: { from?: string; to?: string }): void {
  for (const [at, line] of lines.entries()) {
    if (line.type === 'sent-text' && line.body === `text ${umid}`) lines[at] = { ...line, ...edit };
  }
}
