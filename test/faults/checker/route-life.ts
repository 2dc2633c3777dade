import { SLACK, type Moment, type Span, covers } from './times.js';

/** Who contacts `number` from `caller` reaches `callee`, from one moment until another. */
export interface RouteLife {
  booking: string;
  caller: string;
  number: string;
  role: string;
  calleeRole: string;
  /** Undefined: nobody has joined. */
  callee: string | undefined;
  callerId: string | undefined;
  from: Moment;
  /** Milliseconds since 1970; before that callers hear that the booking has not started. */
  startsAt: number;
  until: Moment;
  /** Whether the caller could go on calling after `until`, with another callee or caller id. */
  continues: boolean;
  /** Until the number is free for somebody else. */
  heldUntil: Moment;
}

/** Whether a contact within the span may have used the route. */
export const mayUse = (life: RouteLife, { start, end }: Span): boolean =>
  Math.max(life.from.earliest, life.startsAt - SLACK) <= end && life.until.latest >= start;

/** Whether the route was callable from the beginning to the end of the span, with any callee. */
export function mustConnect(lives: readonly RouteLife[], span: Span): RouteLife | undefined {
  for (const [at, life] of lives.entries()) {
    if (life.callee === undefined) continue;
    let { earliest: until } = life.until;
    let last = life;
    for (const next of lives.slice(at + 1)) {
      const isNext = next.booking === last.booking && last.continues && next.callee !== undefined;
      if (!isNext) continue;
      until = next.until.earliest;
      last = next;
    }
    const certain = { start: Math.max(life.from.latest, life.startsAt + SLACK), end: until };
    if (covers(certain, span)) return life;
  }
  return undefined;
}

/** Whether a route may have kept somebody else from the number within the span. */
export const mayBeHeld = (life: RouteLife, { start, end }: Span): boolean =>
  life.from.earliest <= end && life.heldUntil.latest >= start;

/** Whether there was surely a route, callable or not, from the beginning to the end of the span. */
export const surelyExists = (lives: readonly RouteLife[], span: Span): boolean =>
  lives.some((life) => covers({ start: life.from.latest, end: life.heldUntil.earliest }, span));
