import { grouped } from './grouped.js';
import { type Action, actionsOf, factsOf, isDone } from './actions.js';
import { textAt } from './read.js';
import { mayUse, mustConnect } from './route-life.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** Milliseconds that a text may still be on its way after its booking has ended. */
const ON_ITS_WAY = 6_000;
const ENDS = new Set(['forwarded', 'delivered', 'undelivered', 'failed', 'refused', 'unknown']);

/** Checks that each text went to the right phone, once, and that the record agrees. */
export function checkTexts(world: World): Violation[] {
  const { story } = world;
  const sent = grouped(factsOf(story, 'sent-text'), ({ body }) => body);
  const records = new Map(factsOf(story, 'message-record').map(({ umid, body }) => [umid, body]));
  return actionsOf(story, 'text').flatMap((text) => {
    const copies = sent.get(text.request.body) ?? [];
    const faults = [
      ...copies.flatMap((copy) => addressFaults(world, text, copy)),
      ...countFaults(world, text, copies.length, records.get(text.request.umid)),
    ];
    return faults.map(([rule, what]) => ({ rule, id: text.request.umid, what, at: text.start }));
  });
}

type Fault = readonly [rule: string, what: string];

function addressFaults(
  world: World,
  text: Action<'text'>,
  { from, to, at }: { from: string; to: string; at: number },
): Fault[] {
  const { sender, number } = text.request;
  if (!world.story.setup.numbers.includes(from)) {
    return [['real number as source', 'the receiver sees a number that is no virtual number']];
  }
  const lives = world.routesOf(number, sender).filter(({ callee }) => callee === to);
  const whole = { start: text.start, end: at };
  if (!lives.some((life) => mayUse(life, { start: text.start, end: text.end }))) {
    return [['text to the wrong phone', 'its receiver was not the other party when it arrived']];
  }
  if (!lives.some((life) => mayUse(life, { start: at - ON_ITS_WAY, end: at }))) {
    return [['text after the end', 'was sent although the booking had ended long before']];
  }
  if (world.isSurelyBlocked(sender, to, whole)) return [['block ignored', 'the text was sent']];
  return lives.some((life) => life.callerId === from && mayUse(life, whole))
    ? []
    : [['wrong source', 'the receiver sees a number by which it cannot reply']];
}

function countFaults(world: World, text: Action<'text'>, copies: number, record: unknown): Fault[] {
  if (copies > 1) return [['doubled text', `was sent ${copies} times`]];
  if (!isDone(text)) return [];
  const outcome = textAt(record, 'outcome');
  if (outcome === undefined) return [['lost text', 'was acknowledged and has no record']];
  if (!ENDS.has(outcome)) return [['stuck text', `is still ${outcome}`]];
  const isSent = outcome === 'forwarded' || outcome === 'delivered' || outcome === 'undelivered';
  if (isSent && copies === 0)
    return [['lost text', `is recorded as ${outcome} and was never sent`]];
  if (!isSent && outcome !== 'unknown' && copies > 0) {
    return [['record contradicts the text', `is recorded as ${outcome} and was sent`]];
  }
  // A refusal is decided when the text arrives, everything else until it is sent.
  const span = { start: text.start, end: text.end + (outcome === 'refused' ? 0 : ON_ITS_WAY) };
  if (copies > 0 || (outcome !== 'refused' && world.isDisturbed(span))) return [];
  const { sender, number } = text.request;
  const route = mustConnect(world.routesOf(number, sender), span);
  if (route?.callee === undefined || world.mayBeBlocked(sender, route.callee, span)) return [];
  return [['wrong refusal', `the text is ${outcome} in a callable booking`]];
}
