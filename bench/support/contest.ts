import { idleCost, type Measured, type Target, vacuum, withCost } from './cost.js';
import type { LoadResult } from './http-load.js';
import { listOption } from './options.js';
import { runProcess } from './stage.js';

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
  target: Target;
  run: (pace: Pace) => Promise<Measured>;
}

/** The measurements of each contestant under one load, one for each round. */
export interface Heat {
  load: string;
  runs: Map<string, Measured[]>;
}

export interface Contest {
  heats: Heat[];
  /** Microseconds of processor time of `vacuum analyze` after each round, per response of the round. */
  upkeep: Map<string, number[]>;
}

/** From this rate on, watching the event loop costs less than one percent. */
const WATCHED_RATE = 1_500;

/**
 * Makes a contestant of a target.
 * @param file the program that loads it, with this plan and the pace
 */
export const contestant = (
  name: string,
  target: Target,
  file: URL,
  plan: (pace: Pace) => object,
): Contestant => ({
  name,
  target,
  run: (pace) =>
    withCost(
      target,
      () => runProcess<LoadResult>(file.href, { ...plan(pace), ...pace }),
      (pace.rate ?? Infinity) >= WATCHED_RATE,
    ),
});

/** A rate per second; undefined: as fast as possible. */
export type Rate = number | undefined;

/** `--rates 100,500,1500,full`. */
export const rateOption = (rates: readonly number[]): readonly Rate[] =>
  listOption('rates', [...rates.map(String), 'full']).map((rate) =>
    rate === 'full' ? undefined : Number(rate),
  );

/** `--only ours,before`: whether a contestant takes part. */
const only = listOption('only', []);
export const takesPart = (name: string): boolean => only.length === 0 || only.includes(name);

/** At low rates a run is longer, so that it has enough requests. */
const secondsAt = (rate: Rate, seconds: number): number =>
  rate !== undefined && rate <= 100 ? 2 * seconds : seconds;

/**
 * Measures all contestants at all rates, several rounds. In a round they take turns at each rate, in an order
 * that is reversed from round to round, so that a change of the machine's speed affects all of them alike.
 */
export async function compete(
  contestants: readonly Contestant[],
  rates: readonly Rate[],
  { rounds, ...pace }: Pace & { rounds: number },
): Promise<Contest> {
  const listsByName = <Value>() => new Map(contestants.map(({ name }) => [name, [] as Value[]]));
  const heats = rates.map((rate) => ({
    rate,
    load: rate === undefined ? 'full rate' : `${rate}/s`,
    runs: listsByName<Measured>(),
  }));
  const upkeep = listsByName<number>();
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const { rate, runs } of heats) {
      const seconds = secondsAt(rate, pace.seconds);
      for (const { name, run } of turn % 2 === 0 ? contestants : contestants.toReversed()) {
        runs.get(name)!.push(await run({ ...pace, seconds, ...(rate !== undefined && { rate }) }));
      }
    }
    for (const { name, target } of contestants) {
      const responses = heats.reduce((sum, { runs }) => sum + runs.get(name)!.at(-1)!.answers, 0);
      upkeep.get(name)!.push(((await vacuum(target)) / responses) * 1000);
    }
    console.error(`round ${turn + 1} of ${rounds}`);
  }
  return { heats, upkeep };
}

/**
 * Turns autovacuum off, which would charge one run with the rows of another, and does a discarded run, since
 * the application has far more code to warm up than the floors.
 */
export async function prepare(contestants: readonly Contestant[], pace: Pace): Promise<void> {
  for (const { target, run } of contestants) {
    await target.database?.db?.query('alter system set autovacuum = off');
    await target.database?.db?.query('select pg_reload_conf()');
    await run({ ...pace, seconds: 8 });
    await vacuum(target);
  }
}

/** Measures what the contestants cost without any load: milliseconds of processor time per second. */
export async function idle(
  contestants: readonly Contestant[],
): Promise<Record<string, string | number>[]> {
  const rows = contestants.map(async ({ name, target }) => {
    const { server, database } = await idleCost(target, 10);
    return { what: name, 'ms/s server': server.toFixed(1), 'ms/s database': database.toFixed(1) };
  });
  return Promise.all(rows);
}
