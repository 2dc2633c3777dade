import { heardIn } from './checker/heard.js';
import { storyOf, actionsOf, factsOf } from './checker/actions.js';
import { overlaps } from './checker/times.js';
import type { Violation } from './checker/violation.js';
import type { Line } from './history/history.js';

/** What a run measured. */
export interface Figures {
  name: string;
  title: string;
  /** Why it was not tried. */
  skipped?: string;
  requests: number;
  calls: number;
  connected: number;
  /** Milliseconds. */
  slowestCallflow: number;
  tryAgainLater: number;
  /** Calls that were sent to a replica that could not answer. */
  lostWithReplica: number;
  /** Seconds from the end of the cause to the last request that failed. */
  normalAfter: number;
  violations: readonly Violation[];
  /** Whether calls were slow before anything broke, so that the times say nothing. */
  isBusy: boolean;
}

/** Milliseconds that a callflow takes before the fault on a machine that is fit to measure. */
const USUAL = 500;

export function figuresOf(
  fault: { name: string; title: string },
  lines: readonly Line[],
  violations: readonly Violation[],
): Figures {
  const story = storyOf(lines);
  const calls = actionsOf(story, 'call');
  const outages = factsOf(story, 'outage');
  const [cause] = factsOf(story, 'fault');
  const lost = calls.filter(
    (call) =>
      call.attempts.some(({ replica }) =>
        outages.some((outage) => outage.replica === replica && overlaps(outage, call)),
      ) &&
      (heardIn(call.attempts.at(-1)!.answer).kind === 'nothing' || call.end - call.start > 1_000),
  );
  const lags = factsOf(story, 'lag');
  const answered = calls.filter((call) => !lost.includes(call));
  const measured = answered.filter((call) => !lags.some((lag) => overlaps(lag, call)));
  const heard = answered.map((call) => heardIn(call.attempts.at(-1)!.answer));
  const failed = story.actions.flatMap(({ kind, attempts }) =>
    attempts.filter(({ answer }) => {
      if ('failure' in answer) return true;
      const what = kind === 'call' ? heardIn(answer) : undefined;
      return answer.status >= 500 || (what?.kind === 'refused' && what.reason === 'unavailable');
    }),
  );
  const lastFailure = Math.max(0, ...failed.map(({ start }) => start));
  return {
    ...fault,
    requests: story.actions.reduce((sum, { attempts }) => sum + attempts.length, 0),
    calls: calls.length,
    connected: heard.filter(({ kind }) => kind === 'connected').length,
    slowestCallflow: Math.max(0, ...measured.map(({ start, end }) => end - start)),
    tryAgainLater: heard.filter((one) => one.kind === 'refused' && one.reason === 'unavailable')
      .length,
    lostWithReplica: lost.length,
    normalAfter: cause ? Math.max(0, (lastFailure - cause.end) / 1e3) : 0,
    violations,
    isBusy: measured.some(
      ({ start, end }) => end - start > USUAL && end < (cause?.start ?? Number.POSITIVE_INFINITY),
    ),
  };
}
