import { type Action, actionsOf } from './actions.js';
import { type Heard, heardIn } from './heard.js';
import { type RouteLife, mayUse, mustConnect, surelyExists } from './route-life.js';
import { overlaps } from './times.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** Milliseconds in which 8x8 must get a callflow. */
const CALLFLOW_WITHIN = 1_000;

/** Checks that each answer to a call handle was allowed by some state that was possible meanwhile. */
export function checkCalls(world: World): Violation[] {
  return actionsOf(world.story, 'call').flatMap((call) => {
    const answers = call.attempts.map(({ start, end, answer }) =>
      faultOf(world, { ...call, start, end }, heardIn(answer)),
    );
    return [...answers, lateOf(world, call)]
      .filter((fault) => fault !== undefined)
      .map(([rule, what]) => ({ rule, id: call.request.session, what, at: call.start }));
  });
}

type Fault = readonly [rule: string, what: string] | undefined;

function faultOf(world: World, call: Action<'call'>, heard: Heard): Fault {
  const { caller, number } = call.request;
  const lives = world.routesOf(number, caller);
  if (heard.kind === 'connected') return wrongConnection(world, call, heard, lives);
  if (heard.kind !== 'refused') return undefined;
  const callable = mustConnect(lives, call);
  const mayBeBlocked = lives.some(
    ({ callee }) => callee !== undefined && world.mayBeBlocked(caller, callee, call),
  );
  if (heard.reason === 'unavailable') {
    return world.isDisturbed(call)
      ? undefined
      : ['degraded call', 'heard "try again later" without a fault'];
  }
  if (callable && !(mayBeBlocked && heard.reason === 'not-available')) {
    return ['wrong refusal', `heard ${heard.reason} in a callable booking ${callable.booking}`];
  }
  return mayHear(heard.reason, call, lives, mayBeBlocked)
    ? undefined
    : ['wrong reason', `heard ${heard.reason}, which no possible state explains`];
}

function wrongConnection(
  world: World,
  call: Action<'call'>,
  { callee, callerId }: Heard & { kind: 'connected' },
  lives: readonly RouteLife[],
): Fault {
  if (!world.story.setup.numbers.includes(callerId)) {
    return ['real number as caller id', 'the callee sees a number that is no virtual number'];
  }
  if (world.isSurelyBlocked(call.request.caller, callee, call)) {
    return ['block ignored', 'connected although a block forbids it'];
  }
  const possible = lives.filter((life) => mayUse(life, call) && life.callee === callee);
  if (possible.length === 0) return ['wrong connect', explained(lives, callee, call)];
  return possible.some((life) => life.callerId === callerId)
    ? undefined
    : ['wrong caller id', `the callee sees ${callerId}, which it cannot call back`];
}

/** Says how a connection is wrong, for those who look for the cause. */
function explained(lives: readonly RouteLife[], callee: string, call: Action<'call'>): string {
  const theirs = lives.filter((life) => life.callee === callee);
  if (theirs.length === 0) return 'connected to somebody who is never the other party';
  if (theirs.every(({ startsAt }) => startsAt > call.end)) return 'connected before the start';
  return 'connected although this booking had ended, or not yet begun';
}

/** Whether a state was possible in which the caller hears this. */
function mayHear(
  reason: string,
  call: Action<'call'>,
  lives: readonly RouteLife[],
  mayBeBlocked: boolean,
): boolean {
  const existing = lives.filter(({ from }) => from.earliest <= call.end);
  switch (reason) {
    case 'ended':
      return existing.some(({ until }) => until.earliest <= call.end);
    case 'not-started':
      return existing.some(({ startsAt }) => startsAt >= call.start);
    case 'party-missing':
      return existing.some((life) => life.callee === undefined && mayUse(life, call));
    case 'not-available':
      return mayBeBlocked || !surelyExists(lives, call);
    default:
      return false;
  }
}

/** A call handle without a callflow in time, unless it went to a replica that could not answer. */
function lateOf(world: World, call: Action<'call'>): Fault {
  const took = call.end - call.start;
  const last = heardIn(call.attempts.at(-1)!.answer);
  if (last.kind !== 'nothing' && took <= CALLFLOW_WITHIN) return undefined;
  const isOut = world.outages.some(
    (outage) =>
      overlaps(outage, call) && call.attempts.some(({ replica }) => replica === outage.replica),
  );
  if (isOut) return undefined;
  const isMeasured = !world.lags.some((lag) => overlaps(lag, call));
  if (last.kind !== 'nothing' && !isMeasured) return undefined;
  return last.kind === 'nothing'
    ? ['no callflow', last.why]
    : ['late callflow', `after ${Math.round(took)} ms`];
}
