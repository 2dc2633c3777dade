import { fileURLToPath } from 'node:url';
import { checkOut, run } from './support/check-out.js';
import { givenOptions, words } from './support/options.js';

/**
 * `npm run bench -- [--against <commit>] [calls] [bookings] [statuses]`: compares the working tree with a commit in
 * a short run, and prints what the change since then costs. Without `--against` it compares it with the floors.
 * All other options go to the benchmarks.
 */
const SHORT = { rounds: '4', seconds: '4' };
const BENCHMARKS: Record<string, { file: string; short: Record<string, string> }> = {
  calls: { file: 'callhandle', short: { ...SHORT, parts: 'rates', bookings: '20000' } },
  bookings: { file: 'booking', short: { ...SHORT, bookings: '0' } },
  statuses: { file: 'status', short: SHORT },
};

const { against, ...given } = givenOptions();
const names = words.length > 0 ? words : ['calls'];
const unknown = names.find((name) => !(name in BENCHMARKS));
if (unknown !== undefined) {
  console.error(
    `No benchmark is named ${unknown}. There are: ${Object.keys(BENCHMARKS).join(', ')}`,
  );
  process.exit(2);
}

async function compare(before?: string): Promise<void> {
  for (const name of names) {
    const { file, short } = BENCHMARKS[name]!;
    const options = { ...short, ...(before !== undefined && { only: 'ours,before' }), ...given };
    await run(
      process.execPath,
      [
        fileURLToPath(new URL(`./${file}.js`, import.meta.url)),
        ...Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]),
      ],
      { env: { ...process.env, ...(before !== undefined && { BEFORE: before }) } },
    );
  }
}

try {
  if (against === undefined) await compare();
  else await checkOut(against, compare);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
