import type { RefusalReason } from '../../src/booking/model/booking.errors.js';
import type { EventType } from '../../src/events/outbox/event-type.js';

const BOOKING_ID = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';
const VIRTUAL_NUMBER = '+6568332048';

const booking = { bookingId: BOOKING_ID, reference: 'ride-1001', virtualNumber: VIRTUAL_NUMBER };
const ended = {
  ...booking,
  endedAt: '2026-11-24T08:00:00.000Z',
  callableUntil: '2026-11-24T08:30:00.000Z',
};
const call = {
  sessionId: '0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5',
  bookingId: BOOKING_ID,
  virtualNumber: VIRTUAL_NUMBER,
  callerRole: 'rider',
  calleeRole: 'driver',
};
const summary = {
  talkSeconds: 42,
  startedAt: '2026-11-24T07:59:08.000Z',
  endedAt: '2026-11-24T07:59:59.000Z',
};

const reasons: Readonly<Record<RefusalReason, number>> = {
  conflict: 11,
  cooling: 0,
  capacity: 0,
  draining: 0,
  disabled: 0,
  pending: 0,
  unhealthy: 1,
  country: 0,
};

/** What an event of each type has as its `data`. All numbers and ids are of nobody. */
const DATA: Readonly<Record<EventType, object>> = {
  'booking.created': { ...booking, expiresAt: '2026-11-24T12:00:00.000Z' },
  'booking.number_changed': {
    ...booking,
    virtualNumber: '+6568332049',
    previousVirtualNumber: VIRTUAL_NUMBER,
    reason: 'party-replaced',
  },
  'booking.completed': ended,
  'booking.cancelled': { ...ended, callableUntil: ended.endedAt },
  'booking.expired': { ...booking, expiredAt: '2026-11-24T08:00:00.000Z' },
  'call.started': { ...call, reason: 'callable' },
  'call.answered': { ...call, outcome: 'answered', ...summary },
  'call.missed': { ...call, outcome: 'busy', ...summary, talkSeconds: null },
  'call.ended': { ...call, outcome: 'answered', ...summary },
  'call.refused': {
    ...call,
    bookingId: null,
    callerRole: null,
    calleeRole: null,
    reason: 'not-a-party',
  },
  'number.state_changed': {
    virtualNumber: VIRTUAL_NUMBER,
    state: 'enabled',
    previousState: 'enabled',
    operationalStatus: 'Unhealthy',
    previousOperationalStatus: 'Active',
  },
  'pool.low': { freeNumbers: 1, numbers: 12 },
  'pool.exhausted': { reasons },
  'pool.sync_held': {
    heldSyncId: '019ab1f4-8c2e-7d1f-a043-2e3f40516273',
    source: 'list',
    wouldRetire: 12,
    of: 12,
  },
};

/** By their types. */
export const EVENT_EXAMPLES = Object.fromEntries(
  Object.entries(DATA).map(([type, data]) => [
    type,
    {
      id: '019ab1f4-6f10-7e44-8b02-92a3b4c5d6e7',
      type,
      occurredAt: '2026-11-24T08:00:00.123Z',
      pool: 'rides',
      data,
    },
  ]),
);
