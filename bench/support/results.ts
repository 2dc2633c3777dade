import type { Measured } from './cost.js';
import type { Contest, Heat } from './contest.js';
import { round, table, verdict } from './report.js';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Returns the median over the rounds; NaN for a contestant that did not take part. */
export const middle = (runs: readonly Measured[] | undefined, key: keyof Measured): number =>
  median((runs ?? []).map((run) => run[key]));

export interface Ratio {
  median: number;
  /** `1.02 (0.98–1.05)`: the median over the rounds, the least and the greatest. */
  text: string;
}

const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);

/** Compares two contestants round by round: what moves both of them leaves the ratio alone. */
export function ratio(
  { runs }: Heat,
  [name, other]: readonly [string, string],
  key: keyof Measured,
): Ratio | undefined {
  const ours = runs.get(name);
  const others = runs.get(other);
  if (!ours || !others) return undefined;
  const ratios = ours.map((run, at) => run[key] / others[at]![key]);
  const spread = `${digits(Math.min(...ratios))}–${digits(Math.max(...ratios))}`;
  const middleOf = median(ratios);
  const text = ratios.length > 1 ? `${digits(middleOf)} (${spread})` : digits(middleOf);
  return { median: middleOf, text };
}

const orNothing = (value: number, decimals: number): string =>
  Number.isNaN(value) ? '' : value.toFixed(decimals);

/** @param base the contestant by whose processor time that of the others is divided */
export function printContest({ heats, upkeep }: Contest, unit: string, base: string): void {
  const rows = heats.flatMap((heat) =>
    [...heat.runs].map(([name, runs]) => ({
      load: heat.load,
      what: name,
      [`${unit}/s`]: round(middle(runs, 'perSecond')),
      'median ms': middle(runs, 'median').toFixed(2),
      'p99 ms': middle(runs, 'p99').toFixed(2),
      'µs server': round(middle(runs, 'server')),
      'µs database': round(middle(runs, 'database')),
      'µs both': round(middle(runs, 'cost')),
      ...(heat.runs.has(base) && {
        [`both ÷ ${base}`]: ratio(heat, [name, base], 'cost')!.text,
      }),
      'commits/s': round(middle(runs, 'commits')),
      'WAL bytes each': round(middle(runs, 'walBytes')),
      'GC %': orNothing(middle(runs, 'gc'), 1),
      'loop delay p99 ms': orNothing(middle(runs, 'loopDelayP99'), 1),
      errors: runs.reduce((sum, { errors }) => sum + errors, 0),
    })),
  );
  console.log(table(rows));
  const after = [...upkeep].map(([name, times]) => `${name} ${round(median(times))}`);
  console.log(`\nVacuum afterwards, µs of the database each: ${after.join(', ')}.`);
}

/** Prints our figures divided by those of the other commit. */
export function printChange({ heats }: Contest): void {
  const rows = heats.flatMap((heat) => {
    const row = (key: keyof Measured) => ratio(heat, ['ours', 'before'], key)?.text ?? '';
    if (row('cost') === '') return [];
    return {
      load: heat.load,
      rate: row('perSecond'),
      'processor time': row('cost'),
      'of the server': row('server'),
      'of PostgreSQL': row('database'),
      'median latency': row('median'),
      'p99 latency': row('p99'),
      'WAL bytes': row('walBytes'),
    };
  });
  if (rows.length === 0) return;
  console.log('\nWhat the change costs, ours ÷ before: median over the rounds (least–greatest)\n');
  console.log(table(rows));
}

/** Prints whether a ratio reaches its target, if both contestants took part. */
export function printRatio(
  heat: Heat | undefined,
  pair: readonly [string, string],
  key: keyof Measured,
  what: string,
  target: { atLeast: number } | { atMost: number },
): void {
  const measured = heat && ratio(heat, pair, key);
  if (measured)
    printVerdict(`${what}, ${pair.join(' / ')}`, measured.median, target, measured.text);
}

/** Prints whether a value reaches its target. */
export function printVerdict(
  what: string,
  value: number,
  target: { atLeast: number } | { atMost: number },
  text = digits(value),
): void {
  const [sign, limit, isReached] =
    'atLeast' in target
      ? ['≥', target.atLeast, value >= target.atLeast]
      : ['≤', target.atMost, value <= target.atMost];
  console.log(verdict(what, text, `${sign} ${limit}`, isReached as boolean));
}
