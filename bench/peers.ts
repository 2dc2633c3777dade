import { benchmark } from './support/benchmark.js';
import { startCallContestants, startTutorial } from './support/call-contestants.js';
import { compete, rateOption, prepare } from './support/contest.js';
import { numberOption } from './support/options.js';
import { machine } from './support/report.js';
import { printContest } from './support/results.js';

/**
 * `npm run bench:peers`: what a call costs in one run with Maskline, with the floors, and with the web server of
 * 8x8's tutorial, once with its hosted database on the same machine and once with it that far away (`--delay`, in
 * milliseconds; an assumption).
 * `--rounds`, `--seconds`, `--rates`, `--connections` and `--bookings` change it.
 */
const ROUNDS = numberOption('rounds', 3);
const BOOKINGS = numberOption('bookings', 50_000);
const DELAY_MS = numberOption('delay', 50);
const PACE = {
  connections: numberOption('connections', 128),
  seconds: numberOption('seconds', 5),
  warmUpSeconds: 1,
  rounds: ROUNDS,
};

await benchmark(async (keep) => {
  const contestants = [
    ...(await startCallContestants(keep, BOOKINGS)),
    await startTutorial(keep, 'tutorial', BOOKINGS, 0),
    await startTutorial(keep, `tutorial, ${DELAY_MS} ms`, BOOKINGS, DELAY_MS),
  ];
  await prepare(contestants, PACE);
  const contest = await compete(contestants, rateOption([100, 500, 1_500]), PACE);
  console.log(`\nbench:peers on ${machine()}, median of ${ROUNDS} rounds\n`);
  printContest(contest, 'calls', 'straightforward');
});
