import { grouped } from './grouped.js';
import { type Action, actionsOf, factsOf, isDone, type Story } from './actions.js';
import { BookingLife, type BookingStory } from './booking-life.js';
import { textAt } from './read.js';
import type { RouteLife } from './route-life.js';
import { type Span, covers, overlaps } from './times.js';

/** Everything that can be known of the bookings and blocks at any time of a run. */
export class World {
  readonly bookings: BookingStory[] = [];
  private readonly byCaller = new Map<string, RouteLife[]>();
  readonly routes: RouteLife[] = [];
  readonly faults;
  readonly outages;
  readonly lags;
  private readonly blocks;

  constructor(readonly story: Story) {
    const { graceSeconds, cooldownSeconds } = story.setup;
    this.faults = factsOf(story, 'fault');
    this.outages = factsOf(story, 'outage');
    this.lags = factsOf(story, 'lag');
    this.blocks = blocksOf(story);
    const finals = new Map(factsOf(story, 'booking').map((fact) => [fact.reference, fact.body]));
    const changes = grouped(
      (['put-party', 'complete', 'cancel', 'reopen'] as const).flatMap((kind) =>
        actionsOf(story, kind),
      ),
      ({ request }) => request.booking,
    );
    for (const create of actionsOf(story, 'create')) {
      const final = finals.get(create.request.reference) ?? undefined;
      // A refusal says that there is none, unless an earlier attempt had no answer.
      if (!isDone(create) && final === undefined) continue;
      const id = textAt(create.answer?.body, 'id') ?? textAt(final, 'id');
      if (id === undefined) continue;
      const own = (changes.get(id) ?? []).toSorted((a, b) => a.start - b.start);
      const booking = { id, create, changes: own, final };
      this.bookings.push(booking);
      this.routes.push(
        ...new BookingLife(booking, graceSeconds * 1e3, cooldownSeconds * 1e3).routes,
      );
    }
    for (const life of this.routes) {
      const key = keyOf(life.number, life.caller);
      this.byCaller.set(key, [...(this.byCaller.get(key) ?? []), life]);
    }
  }

  /** Returns the routes of a caller on a number, in the order of their beginning for each booking. */
  routesOf(number: string, caller: string): readonly RouteLife[] {
    return this.byCaller.get(keyOf(number, caller)) ?? [];
  }

  /** Whether a block from one person to another holds from the beginning to the end of the span. */
  isSurelyBlocked(blocked: string, from: string, span: Span): boolean {
    return (this.blocks.get(keyOf(blocked, from)) ?? []).some(
      ({ add, remove }) =>
        isDone(add) && covers({ start: add.end, end: remove?.start ?? Infinity }, span),
    );
  }

  mayBeBlocked(blocked: string, from: string, span: Span): boolean {
    return (this.blocks.get(keyOf(blocked, from)) ?? []).some(({ add, remove }) => {
      const isOver = remove !== undefined && isDone(remove);
      return overlaps({ start: add.start, end: isOver ? remove.end : Infinity }, span);
    });
  }

  /** Whether the span lies in a fault or its aftermath. */
  isDisturbed(span: Span): boolean {
    return this.faults.some(({ start, recovered }) => overlaps({ start, end: recovered }, span));
  }
}

interface Block {
  add: Action<'block'>;
  remove: Action<'unblock'> | undefined;
}

/** Returns the blocks by their two people. */
function blocksOf(story: Story): Map<string, Block[]> {
  const removals = new Map(actionsOf(story, 'unblock').map((one) => [one.request.block, one]));
  const blocks = actionsOf(story, 'block')
    // A refusal says that there is none.
    .filter((add) => add.answer === undefined || isDone(add))
    .map((add) => ({ add, remove: removals.get(textAt(add.answer?.body, 'id') ?? '') }));
  return grouped(blocks, ({ add: { request } }) => keyOf(request.blocked, request.from));
}

const keyOf = (number: string, caller: string): string => `${number} ${caller}`;
