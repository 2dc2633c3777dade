import type { Action } from './actions.js';
import { listAt, textAt, timeAt } from './read.js';
import type { RouteLife } from './route-life.js';
import { type Moment, at, earlierOf, momentOf } from './times.js';

/** What is known of one booking: its actions in order, and what was read at the end. */
export interface BookingStory {
  id: string;
  create: Action<'create'>;
  /** In the order of their sending; the load sends one after the other. */
  changes: Action<'put-party' | 'complete' | 'cancel' | 'reopen'>[];
  /** The booking as read at the end; undefined: there is none. */
  final: unknown;
}

interface Party {
  phone: string;
  number: string;
}

/** It may never have happened. */
const NEVER = Number.POSITIVE_INFINITY;

/** Follows the routes of one booking through its actions. */
export class BookingLife {
  readonly routes: RouteLife[] = [];
  private readonly parties = new Map<string, Party>();
  private expiresAt: number;
  private readonly startsAt: number;
  /** The routes that the next change ends. */
  private open: RouteLife[] = [];
  /** The routes that the last change has ended; their grace may go on. */
  private ended: RouteLife[] = [];

  constructor(
    private readonly story: BookingStory,
    private readonly graceMs: number,
    private readonly cooldownMs: number,
  ) {
    const { create } = story;
    const body = create.answer?.body ?? story.final;
    this.startsAt = timeAt(body, 'startsAt') ?? 0;
    this.expiresAt = timeAt(body, 'expiresAt') ?? create.start;
    for (const { role, phone } of create.request.parties) {
      this.parties.set(role, { phone, number: numberOf(body, role) ?? '' });
    }
    this.begin(whenOf(create), [...this.parties.keys()]);
    for (const change of story.changes) this.change(change);
  }

  private change(change: BookingStory['changes'][number]): void {
    const isRefused = (change.answer?.status ?? 200) >= 300;
    if (isRefused) return;
    const when = whenOf(change);
    if (change.kind === 'put-party') this.put(change as Action<'put-party'>, when);
    else if (change.kind === 'reopen') this.reopen(change, when);
    else this.end(change, when);
  }

  private end({ kind, answer }: Action, when: Moment): void {
    const callableUntil = timeAt(answer?.body, 'callableUntil');
    const grace = kind === 'complete' ? this.graceMs : 0;
    const computed = { earliest: when.earliest, latest: when.latest + grace };
    const end = callableUntil === undefined ? computed : at(callableUntil);
    this.close(this.open, end);
    this.ended = this.open;
    this.open = [];
  }

  private reopen({ answer }: Action, when: Moment): void {
    const body = answer?.body ?? this.story.final;
    this.expiresAt = timeAt(body, 'expiresAt') ?? this.expiresAt;
    for (const [role, party] of this.parties) party.number = numberOf(body, role) ?? party.number;
    for (const life of this.ended) this.replace(life, when);
    this.begin(when, [...this.parties.keys()]);
  }

  /** A reopened booking writes its routes anew, so the next change ends also what was left of a grace. */
  private replace(life: RouteLife, when: Moment): void {
    if (this.parties.get(life.role)?.number !== life.number) return;
    const isSurelyCallable = life.until.earliest > when.latest;
    life.until = earlierOf(life.until, when);
    if (!isSurelyCallable) return;
    life.continues = true;
    life.heldUntil = life.until;
  }

  /** A party joins, or replaces another: that one's routes end, and those of the other lead to it. */
  private put({ request, answer }: Action<'put-party'>, when: Moment): void {
    const { role, phone } = request;
    const body = answer?.body ?? this.story.final;
    const before = this.open;
    const leaving = before.filter((life) => life.role === role);
    const staying = before.filter((life) => life.role !== role);
    this.close(leaving, when);
    const numbers = new Map([...this.parties].map(([name, party]) => [name, party.number]));
    for (const [name, party] of this.parties) party.number = numberOf(body, name) ?? party.number;
    this.parties.set(role, { phone, number: numberOf(body, role) ?? '' });
    this.open = staying.map((life) => {
      life.until = earlierOf(life.until, when);
      life.continues = true;
      life.heldUntil = life.until;
      const { callee, callerId, calleeRole } = this.reached(life.role);
      return this.add({
        ...life,
        callee,
        callerId,
        calleeRole,
        from: when,
        until: at(this.expiresAt),
        heldUntil: at(this.expiresAt + this.cooldownMs),
      });
    });
    const moved = [...this.parties].filter(
      ([name, { number }]) => name === role || numbers.get(name) !== number,
    );
    this.open.push(
      ...this.newRoutes(
        when,
        moved.map(([name]) => name),
      ),
    );
  }

  private begin(when: Moment, roles: readonly string[]): void {
    this.open = this.newRoutes(when, roles);
  }

  private newRoutes(from: Moment, roles: readonly string[]): RouteLife[] {
    return roles.map((role) => {
      const { phone, number } = this.parties.get(role)!;
      const { callee, callerId, calleeRole } = this.reached(role);
      return this.add({
        booking: this.story.id,
        caller: phone,
        number,
        role,
        calleeRole,
        callee,
        callerId,
        from,
        startsAt: this.startsAt,
        until: at(this.expiresAt),
        continues: false,
        heldUntil: at(this.expiresAt + this.cooldownMs),
      });
    });
  }

  private add(life: RouteLife): RouteLife {
    const added = { ...life, continues: false };
    this.routes.push(added);
    return added;
  }

  private close(lives: readonly RouteLife[], end: Moment): void {
    for (const life of lives) {
      life.until = earlierOf(life.until, end);
      const { earliest, latest } = life.until;
      life.heldUntil = { earliest: earliest + this.cooldownMs, latest: latest + this.cooldownMs };
    }
  }

  /** Whom a party reaches, and what that one sees: its own number. */
  private reached(role: string) {
    const [calleeRole, other] = [...this.parties].find(([name]) => name !== role) ?? [];
    return { calleeRole: calleeRole ?? '', callee: other?.phone, callerId: other?.number };
  }
}

const whenOf = (action: Action): Moment =>
  action.answer === undefined ? { earliest: action.start, latest: NEVER } : momentOf(action);

/** Returns the virtual number of a party in an answer. */
export const numberOf = (body: unknown, role: string): string | undefined => {
  const party = listAt(body, 'parties').find((one) => textAt(one, 'role') === role);
  return textAt(party, 'virtualNumber');
};
