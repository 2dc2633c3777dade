import { type Action, actionsOf, isDone } from './actions.js';
import { type BookingStory, numberOf } from './booking-life.js';
import { textAt, timeAt } from './read.js';
import { mayBeHeld } from './route-life.js';
import { SLACK, type Span } from './times.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** Checks that what was acknowledged to a client is kept, once, and as it was acknowledged. */
export function checkBookings(world: World): Violation[] {
  return [
    ...actionsOf(world.story, 'create').flatMap((create) => createdOnce(create, world)),
    ...world.bookings.flatMap((booking) => [...kept(booking), ...timesOf(booking, world)]),
    ...actionsOf(world.story, 'create').flatMap((create) => refusalOf(create, world)),
  ];
}

function createdOnce(create: Action<'create'>, world: World): Violation[] {
  const { reference, parties } = create.request;
  const bodies = create.attempts.flatMap(({ answer }) =>
    'status' in answer && answer.status < 300 ? [answer.body] : [],
  );
  const found: Violation[] = [];
  const add = (rule: string, what: string) =>
    found.push({ rule, id: reference, what, at: create.start });
  const ids = new Set(bodies.map((body) => textAt(body, 'id')));
  if (ids.size > 1) add('double booking', 'a repeated request made a second booking');
  const created = create.attempts.filter(
    ({ answer }) => 'status' in answer && answer.status === 201,
  );
  if (created.length > 1) add('double booking', 'two requests were answered with 201');
  for (const body of bodies) {
    for (const { role } of parties) {
      const number = numberOf(body, role);
      if (number === undefined || !world.story.setup.numbers.includes(number)) {
        add('foreign number', `the ${role} has no virtual number of the pool`);
      }
    }
  }
  const [one, other] = parties;
  if (isDone(create) && one && other) {
    const isBlocked =
      world.isSurelyBlocked(one.phone, other.phone, create) ||
      world.isSurelyBlocked(other.phone, one.phone, create);
    if (isBlocked) add('block ignored', 'two people were booked together although one is blocked');
  }
  return found;
}

/** Compares what was read at the end with what was acknowledged. */
function kept({ id, create, changes, final }: BookingStory): Violation[] {
  if (final === undefined) {
    return [
      { rule: 'lost booking', id, what: 'was acknowledged and is not there', at: create.start },
    ];
  }
  const last = changes.findLast((change) => change.kind !== 'put-party' && isDone(change));
  const isOpen = changes.some(({ answer }) => answer === undefined);
  const status = textAt(final, 'status');
  if (textAt(final, 'id') !== id) {
    return [{ rule: 'lost booking', id, what: 'its reference leads to another booking' }];
  }
  if (isOpen) return [];
  const allowed = ALLOWED[last?.kind ?? 'create'] ?? [];
  const found: Violation[] = [];
  if (!allowed.includes(status ?? '')) {
    const isRevived = last?.kind === 'complete' || last?.kind === 'cancel';
    const rule = isRevived ? 'resurrected booking' : 'lost change';
    found.push({ rule, id, what: `is ${status} after ${last?.kind ?? 'create'}`, at: last?.end });
  }
  const shown = changes.findLast(isDone)?.answer?.body ?? create.answer?.body;
  for (const role of rolesOf({ create, changes })) {
    if (create.answer !== undefined && numberOf(shown, role) !== numberOf(final, role)) {
      found.push({
        rule: 'lost change',
        id,
        what: `the ${role} has another number than acknowledged`,
      });
    }
  }
  return found;
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  create: ['open', 'active', 'expired'],
  reopen: ['open', 'active', 'expired'],
  complete: ['completed'],
  cancel: ['cancelled'],
};

const rolesOf = ({ create, changes }: Pick<BookingStory, 'create' | 'changes'>): string[] => [
  ...new Set([
    ...create.request.parties.map(({ role }) => role),
    ...changes.filter(isDone).flatMap(({ request }) => ('role' in request ? [request.role] : [])),
  ]),
];

/** Checks that the end of a completed booking is the time of its completion and the grace. */
function timesOf({ id, changes }: BookingStory, world: World): Violation[] {
  const grace = world.story.setup.graceSeconds * 1e3;
  return changes.filter(isDone).flatMap((change) => {
    if (change.kind !== 'complete' && change.kind !== 'cancel') return [];
    const until = timeAt(change.answer?.body, 'callableUntil');
    if (until === undefined) return [];
    const latest = change.end + (change.kind === 'complete' ? grace : 0) + SLACK;
    return until > latest
      ? [{ rule: 'wrong end', id, what: `callable ${until - latest} ms too long`, at: change.end }]
      : [];
  });
}

/** Checks that a booking was refused only for a reason that was possible. */
function refusalOf(create: Action<'create'>, world: World): Violation[] {
  const { answer, request } = create;
  const code = textAt(answer?.body, 'code');
  if (answer === undefined || answer.status < 400) return [];
  const found = (what: string): Violation[] => [
    { rule: 'wrong refusal of a booking', id: request.reference, what, at: create.start },
  ];
  const phones = request.parties.map(({ phone }) => phone);
  if (code === 'parties-blocked') {
    const [one = '', other = ''] = phones;
    const mayBe = world.mayBeBlocked(one, other, create) || world.mayBeBlocked(other, one, create);
    return mayBe ? [] : found('no block was possible');
  }
  if (code === 'pool-exhausted') {
    const free = world.story.setup.numbers.find((number) =>
      phones.every((phone) => isSurelyFree(world, number, phone, create)),
    );
    const isKnown = world.story.actions.every((action) => action.answer !== undefined);
    return free && isKnown ? found(`${free} was free for all of its people`) : [];
  }
  return found(`status ${answer.status} ${code}`);
}

const isSurelyFree = (world: World, number: string, phone: string, span: Span): boolean =>
  !world.routesOf(number, phone).some((life) => mayBeHeld(life, span));
