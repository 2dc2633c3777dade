import type { Measured } from './cost.js';
import { listOption } from './options.js';
import { round, table } from './report.js';

/** How a load arrives: at a rate per second, or without one as fast as the responses come. */
export interface Pace {
  rate?: number;
  connections: number;
  seconds: number;
  warmUpSeconds: number;
}

/** A program that is measured. */
export interface Contestant {
  name: string;
  run(pace: Pace): Promise<Measured>;
}

/** The measurements of each contestant at one pace, one for each round. */
export interface Heat {
  what: string;
  runs: Map<string, Measured[]>;
}

/** `--rates 100,500,1500,full`. */
export const rateOption = (rates: readonly number[]): readonly (number | undefined)[] =>
  listOption('rates', [...rates.map(String), 'full']).map((rate) =>
    rate === 'full' ? undefined : Number(rate),
  );

/** `--only ours,before`: whether a contestant takes part. */
const only = listOption('only', []);
export const takesPart = (name: string): boolean => only.length === 0 || only.includes(name);

/**
 * Measures all contestants at all rates, several rounds. In a round they take turns at each rate, in an order
 * that is reversed from round to round, so that a change of the machine's speed affects all of them alike.
 */
export async function compete(
  contestants: readonly Contestant[],
  rates: readonly (number | undefined)[],
  { rounds, ...pace }: Pace & { rounds: number },
): Promise<Heat[]> {
  const heats = rates.map((rate) => ({
    rate,
    what: rate === undefined ? `full rate` : `${rate}/s`,
    runs: new Map(contestants.map(({ name }) => [name, [] as Measured[]])),
  }));
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const { rate, runs } of heats) {
      for (const { name, run } of turn % 2 === 0 ? contestants : contestants.toReversed()) {
        runs.get(name)!.push(await run({ ...pace, ...(rate !== undefined && { rate }) }));
      }
    }
    console.error(`round ${turn + 1} of ${rounds}`);
  }
  return heats;
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

export function median(values: readonly number[]): number {
  const inOrder = sorted(values);
  const at = inOrder.length / 2;
  return inOrder.length % 2 === 1
    ? inOrder[Math.floor(at)]!
    : (inOrder[at - 1]! + inOrder[at]!) / 2;
}

/** Returns the median over the rounds; NaN for a contestant that did not take part. */
export const middle = (runs: readonly Measured[] | undefined, key: keyof Measured): number =>
  median((runs ?? []).map((run) => run[key]));

export interface Ratio {
  median: number;
  /** `1.02 (0.98–1.05)`: the median over the rounds, the least and the greatest. */
  text: string;
}

/** Compares two contestants round by round: what moves both of them leaves the ratio alone. */
export function ratio(
  { runs }: Heat,
  [name, other]: readonly [string, string],
  key: keyof Measured,
): Ratio | undefined {
  const ours = runs.get(name);
  const others = runs.get(other);
  if (!ours || !others) return undefined;
  const ratios = sorted(ours.map((run, at) => run[key] / others[at]![key]));
  const middleOf = median(ratios);
  const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  const spread = `${digits(ratios[0]!)}–${digits(ratios.at(-1)!)}`;
  return {
    median: middleOf,
    text: ratios.length > 1 ? `${digits(middleOf)} (${spread})` : digits(middleOf),
  };
}

/** @param base the contestant whose cost the others are divided by */
export function printHeats(heats: readonly Heat[], unit: string, base: string): void {
  const rows = heats.flatMap((heat) =>
    [...heat.runs].map(([name, runs]) => ({
      load: heat.what,
      what: name,
      [`${unit}/s`]: round(middle(runs, 'perSecond')),
      'median ms': middle(runs, 'median').toFixed(2),
      'p99 ms': middle(runs, 'p99').toFixed(2),
      'µs server': round(middle(runs, 'server')),
      'µs PostgreSQL': round(middle(runs, 'postgres')),
      'µs both': round(middle(runs, 'cost')),
      [`both ÷ ${base}`]: ratio(heat, [name, base], 'cost')?.text ?? '',
      'commits/s': round(middle(runs, 'commits')),
      'WAL bytes each': round(middle(runs, 'walBytes')),
      'GC %': middle(runs, 'gc').toFixed(1),
      'loop delay p99 ms': middle(runs, 'loopDelayP99').toFixed(1),
      errors: runs.reduce((sum, { errors }) => sum + errors, 0),
    })),
  );
  console.log(table(rows));
}

/** Prints how our rate and our processor time compare with those of the others that took part. */
export function printRatios(heats: readonly Heat[], others: readonly string[]): void {
  const rows = heats.flatMap((heat) =>
    others.flatMap((other) => {
      const rate = ratio(heat, ['ours', other], 'perSecond');
      if (!rate) return [];
      const row = (key: keyof Measured) => ratio(heat, ['ours', other], key)!.text;
      return {
        load: heat.what,
        'ours ÷': other,
        rate: rate.text,
        'processor time': row('cost'),
        'of the server': row('server'),
        'of PostgreSQL': row('postgres'),
        median: row('median'),
        p99: row('p99'),
      };
    }),
  );
  if (rows.length > 0) console.log(`\n${table(rows)}`);
}
