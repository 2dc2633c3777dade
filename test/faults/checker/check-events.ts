import { grouped } from './grouped.js';
import { type Action, factsOf, isDone } from './actions.js';
import type { BookingStory } from './booking-life.js';
import { fieldsOf, textAt, timeAt } from './read.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** Checks that events agree with what was acknowledged and recorded, and that each was delivered. */
export function checkEvents(world: World): Violation[] {
  const events = factsOf(world.story, 'event').map(({ body }) => body);
  const byBooking = grouped(events, (event) => textAt(event, 'data', 'bookingId'));
  return [
    ...world.bookings.flatMap((booking) => ofBooking(booking, byBooking.get(booking.id) ?? [])),
    ...ofCalls(world, events),
    ...ofTexts(world, events),
    ...deliveries(world, events),
  ];
}

const unanswered = ({ attempts }: Action) =>
  attempts.filter(({ answer }) => 'failure' in answer || answer.status >= 500);

const typeOf = (event: unknown): string => textAt(event, 'type') ?? '';

/** The event of each change. */
const EVENT_OF = {
  complete: 'booking.completed',
  cancel: 'booking.cancelled',
  reopen: 'booking.reopened',
} as const;

function ofBooking({ id, create, changes }: BookingStory, events: readonly unknown[]): Violation[] {
  const count = (type: string): number => events.filter((event) => typeOf(event) === type).length;
  const expected = new Map([['booking.created', [create]]]) as Map<string, Action[]>;
  for (const [kind, type] of Object.entries(EVENT_OF)) {
    const ofKind = changes.filter((change) => change.kind === kind);
    expected.set(
      type,
      ofKind.filter((change) => isDone(change) || change.answer === undefined),
    );
  }
  return [...expected].flatMap(([type, actions]) => {
    // A booking can expire before the request to reopen it is repeated: then it is reopened twice.
    const again = type === EVENT_OF.reopen ? actions.flatMap(unanswered).length : 0;
    const most = actions.length + again;
    // A change without an answer may not have happened.
    const least = actions.filter(({ answer }) => answer !== undefined).length;
    const found = count(type);
    if (found < least) return [{ rule: 'lost event', id, what: `${type}: ${found} of ${least}` }];
    return found > most ? [{ rule: 'double event', id, what: `${type}: ${found} of ${most}` }] : [];
  });
}

function ofCalls(world: World, events: readonly unknown[]): Violation[] {
  const bySession = grouped(events, (event) => textAt(event, 'data', 'sessionId'));
  return factsOf(world.story, 'call-record').flatMap(({ session, body }) => {
    const own = (bySession.get(session) ?? []).toSorted(byTime);
    const decisions = own.filter((event) => DECIDED.has(typeOf(event))).map(typeOf);
    const found: Violation[] = [];
    const add = (rule: string, what: string) => found.push({ rule, id: session, what });
    const decision = textAt(body, 'decision');
    const last = decisions.at(-1);
    if (decision === 'connect' && last !== 'call.started') {
      add('event contradicts the record', `connected, the last event is ${last}`);
    }
    if (decision === 'refuse' && last !== 'call.refused') {
      add('event contradicts the record', `refused, the last event is ${last}`);
    }
    if (new Set(decisions).size < decisions.length) {
      add('double event', `the decision was emitted as ${decisions.join(', ')}`);
    }
    const ended = own.filter((event) => typeOf(event) === 'call.ended');
    const outcome = textAt(ended.at(-1), 'data', 'outcome');
    if (ended.length > 0 && outcome !== textAt(body, 'outcome')) {
      add(
        'event contradicts the record',
        `ended as ${outcome}, recorded ${textAt(body, 'outcome')}`,
      );
    }
    const firsts = ended.filter(
      (event) => fieldsOf(fieldsOf(event)['data'])['previousOutcome'] === undefined,
    );
    if (firsts.length > 1) add('double event', 'call.ended without a correction');
    for (const [at, event] of ended.entries()) {
      if (at > 0 && endOf(event) === endOf(ended[at - 1])) {
        add('double event', 'call.ended corrects nothing');
      }
    }
    return found;
  });
}

const DECIDED = new Set(['call.started', 'call.refused']);
/** As clients sort them; the ids of one millisecond are in the order of its microseconds. */
const byTime = (one: unknown, other: unknown): number =>
  (timeAt(one, 'occurredAt') ?? 0) - (timeAt(other, 'occurredAt') ?? 0) ||
  ((textAt(one, 'id') ?? '') < (textAt(other, 'id') ?? '') ? -1 : 1);

const endOf = (event: unknown): string => {
  const { outcome, talkSeconds } = fieldsOf(fieldsOf(event)['data']);
  return JSON.stringify([outcome, talkSeconds]);
};

/** Each outcome of a text is emitted once. */
function ofTexts(world: World, events: readonly unknown[]): Violation[] {
  const byMessage = grouped(events, (event) => textAt(event, 'data', 'messageId'));
  return factsOf(world.story, 'message-record').flatMap(({ body }) => {
    const id = textAt(body, 'id') ?? '';
    const types = (byMessage.get(id) ?? []).map(typeOf);
    const first = textAt(body, 'outcome') === 'refused' ? 'message.refused' : 'message.received';
    const found: Violation[] = [];
    if (!types.includes(first)) found.push({ rule: 'lost event', id, what: first });
    for (const type of ['message.received', 'message.refused', 'message.forwarded']) {
      if (types.indexOf(type) !== types.lastIndexOf(type)) {
        found.push({ rule: 'double event', id, what: type });
      }
    }
    return found;
  });
}

/** Every event is delivered, unchanged, and nothing else is. */
function deliveries(world: World, events: readonly unknown[]): Violation[] {
  const emitted = new Map(events.map((event) => [textAt(event, 'id') ?? '', event]));
  const delivered = factsOf(world.story, 'delivery');
  const arrived = new Set(delivered.map(({ body }) => textAt(body, 'id') ?? ''));
  const found: Violation[] = [];
  for (const [id, event] of emitted) {
    if (!arrived.has(id)) found.push({ rule: 'undelivered event', id, what: typeOf(event) });
  }
  for (const { body } of delivered) {
    const id = textAt(body, 'id') ?? '';
    const event = emitted.get(id);
    if (event === undefined) {
      found.push({ rule: 'invented event', id, what: `${typeOf(body)} is not among the events` });
    } else if (JSON.stringify(event) !== JSON.stringify(body)) {
      found.push({ rule: 'changed event', id, what: 'was delivered with other data' });
    }
  }
  return found;
}
