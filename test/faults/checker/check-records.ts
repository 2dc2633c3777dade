import { grouped } from './grouped.js';
import { type Action, actionsOf, factsOf, isDone } from './actions.js';
import { heardIn } from './heard.js';
import { numberAt, textAt } from './read.js';
import { mayUse } from './route-life.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** The reason on record for what the caller heard. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  ended: ['booking-ended', 'booking-changed'],
  'not-started': ['not-started'],
  'party-missing': ['party-missing'],
  'not-available': ['not-a-party', 'blocked'],
};

/** Checks that the record of each call says what the caller heard, and what 8x8 reported. */
export function checkRecords(world: World): Violation[] {
  const { story } = world;
  const records = new Map(
    factsOf(story, 'call-record').map(({ session, body }) => [session, body]),
  );
  const reports = grouped(actionsOf(story, 'report'), ({ request }) => request.session);
  const sessions = grouped(actionsOf(story, 'call'), ({ request }) => request.session);
  return [...sessions].flatMap(([session, calls]) => {
    const record = records.get(session) ?? undefined;
    const faults = [
      ...decisionFaults(world, calls, record),
      ...outcomeFaults(reports.get(session) ?? [], record),
    ];
    return faults.map(([rule, what]) => ({ rule, id: session, what, at: calls[0]?.start }));
  });
}

type Fault = readonly [rule: string, what: string];

/** @param calls the call handles of a session; 8x8 may repeat it */
function decisionFaults(world: World, calls: Action<'call'>[], record: unknown): Fault[] {
  const heard = calls.flatMap(({ attempts }) => attempts.map(({ answer }) => heardIn(answer)));
  const decision = textAt(record, 'decision');
  const connected = heard.find((one) => one.kind === 'connected');
  const rule = 'record contradicts the answer';
  if (connected) {
    if (decision !== 'connect') return [[rule, `was connected, the record says ${decision}`]];
    const booking = textAt(record, 'bookingId');
    const isPossible = calls.some((call) =>
      world
        .routesOf(call.request.number, call.request.caller)
        .filter((life) => life.booking === booking && life.callee === connected.callee)
        .some((life) => mayUse(life, call)),
    );
    return isPossible ? [] : [[rule, 'the record names another booking']];
  }
  // Nobody knows what 8x8 did with an answer that it did not get.
  if (heard.some(({ kind }) => kind === 'nothing')) return [];
  if (decision === 'connect') return [[rule, 'was refused, the record says connect']];
  // The decision may have been recorded too late for one answer, and in time for another.
  if (heard.some((one) => one.kind === 'refused' && one.reason === 'unavailable')) return [];
  const reasons = heard.flatMap((one) =>
    one.kind === 'refused' ? (REASONS[one.reason] ?? []) : [],
  );
  if (reasons.length === 0) return [];
  if (record === undefined) return [['lost record', 'the refusal is not on record']];
  const reason = textAt(record, 'reason') ?? '';
  return reasons.includes(reason) ? [] : [[rule, `the record says ${reason}, not ${reasons[0]}`]];
}

/** Once all reports are acknowledged, the record says what they said. */
function outcomeFaults(reports: readonly Action<'report'>[], record: unknown): Fault[] {
  const [first] = reports;
  const expected = first?.request.expected ?? null;
  if (expected === null) return [];
  const taken = new Set(reports.filter(isDone).map(({ request }) => request.what));
  if (taken.size < expected.reports) return [];
  const outcome = textAt(record, 'outcome');
  const talkSeconds = numberAt(record, 'talkSeconds') ?? null;
  if (outcome === expected.outcome && talkSeconds === expected.talkSeconds) return [];
  const what = `reported ${expected.outcome} of ${expected.talkSeconds} s, recorded ${outcome} of ${talkSeconds} s`;
  return [['dropped report', what]];
}
