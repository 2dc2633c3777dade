import { grouped } from './grouped.js';
import type { RouteLife } from './route-life.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** Checks that no caller ever had two bookings on one number, and none within a cool-down. */
export function checkAssignments(world: World): Violation[] {
  const groups = grouped(world.routes, ({ number, caller }) => `${number} ${caller}`);
  return [...groups.values()].flatMap((lives) =>
    lives.flatMap((life, at) =>
      lives
        .slice(at + 1)
        .flatMap((other) => (life.booking === other.booking ? [] : clash(life, other))),
    ),
  );
}

function clash(one: RouteLife, other: RouteLife): Violation[] {
  const [first, second] = one.from.latest <= other.from.latest ? [one, other] : [other, one];
  if (first.until.earliest > second.from.latest && second.until.earliest > second.from.latest) {
    const what = `has the number for ${first.booking} and for ${second.booking}`;
    return [{ rule: 'double assignment', id: second.booking, what, at: second.from.latest }];
  }
  const isSamePair = first.callee !== undefined && first.callee === second.callee;
  if (isSamePair || first.continues || first.heldUntil.earliest <= second.from.latest) return [];
  const what = `the number cools down from ${first.booking}`;
  return [{ rule: 'cool-down ignored', id: second.booking, what, at: second.from.latest }];
}
