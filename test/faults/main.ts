import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { check } from './checker/check.js';
import { type Fault, FAULTS, SHORT } from './faults/index.js';
import { type Figures, figuresOf } from './figures.js';
import type { Line } from './history/history.js';
import { now } from './history/recorder.js';
import { watchLag } from './load/lag.js';
import { readAll } from './load/reading.js';
import { writeTable } from './report.js';
import { Postgres } from './stand/postgres.js';
import { setUp } from './stand/stand.js';

/**
 * `npm run test:faults`: a load on replicas of the built service while something breaks, and a checker
 * that decides whether everything that they answered was allowed. See README.md in this folder.
 */
const { values } = parseArgs({
  options: { only: { type: 'string' }, short: { type: 'boolean' }, list: { type: 'boolean' } },
});

/** Milliseconds: before the fault; from the end of its cause until all must be normal; after that. */
const TIMES = { before: 2_500, recovery: 6_000, after: 2_500 };
const FOLDER = 'reports/faults';

function chosen(): readonly Fault[] {
  const names = values.only?.split(',') ?? (values.short ? SHORT : undefined);
  const unknown = names?.find((name) => FAULTS.every((fault) => fault.name !== name));
  if (unknown !== undefined) throw new Error(`there is no fault ${unknown}; see --list`);
  return names ? FAULTS.filter(({ name }) => names.includes(name)) : FAULTS;
}

async function tried(fault: Fault, scratch: string, template: string): Promise<Figures> {
  const skipped = fault.missing?.();
  if (skipped !== undefined) return { ...figuresOf(fault, [EMPTY], []), skipped };
  const folder = join(FOLDER, fault.name);
  rmSync(folder, { recursive: true, force: true });
  fault.prepare?.();
  try {
    const stand = await setUp({ results: folder, template, scratch }, fault.plan);
    try {
      const { load, recorder } = stand;
      load.start();
      const unwatch = watchLag(recorder);
      try {
        await pause(TIMES.before);
        const start = now();
        await fault.run(stand);
        const end = now();
        const isNone = fault.name === 'none';
        if (!isNone) {
          const recovered = end + TIMES.recovery;
          recorder.add({ type: 'fault', name: fault.name, start, end, recovered });
        }
        await pause(TIMES.recovery + TIMES.after);
      } finally {
        // Also if the fault could not be made: the load must not go on beside the next one.
        await load.end();
        unwatch();
      }
      await readAll(stand);
      const violations = check(recorder.lines);
      return figuresOf({ name: fault.name, title: fault.title }, recorder.lines, violations);
    } finally {
      await stand.close();
    }
  } finally {
    fault.cleanUp?.();
  }
}

/** The rules that something else on the machine can break. */
const TIMELY = new Set(['late callflow', 'no callflow', 'degraded call', 'failed request']);

const isOnlySlow = ({ violations }: Figures): boolean =>
  violations.length > 0 && violations.every(({ rule }) => TIMELY.has(rule));

/** A run that did not come to its end has proven nothing, and must not keep the others from running. */
function untried(fault: Fault, error: unknown): Figures {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return figuresOf(fault, [EMPTY], [{ rule: 'failed run', id: fault.name, what }]);
}

const EMPTY: Line = {
  type: 'setup',
  numbers: [],
  phones: [],
  graceSeconds: 0,
  cooldownSeconds: 0,
};

if (values.list) {
  for (const { name, title } of FAULTS) console.log(`${name.padEnd(20)} ${title}`);
} else {
  const begun = performance.now();
  mkdirSync(FOLDER, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'maskline-faults-'));
  // PostgreSQL's user must enter it.
  chmodSync(scratch, 0o755);
  const template = join(scratch, 'template');
  await Postgres.makeTemplate(template, join(FOLDER, 'template.log'));
  const all: Figures[] = [];
  for (const fault of chosen()) {
    const attempt = () =>
      tried(fault, scratch, template).catch((error: unknown) => untried(fault, error));
    let figures = await attempt();
    if (values.short && isOnlySlow(figures)) {
      console.log(`${fault.name} was too slow, and is tried once more`);
      figures = await attempt();
    }
    const folder = join(FOLDER, fault.name);
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'figures.json'), JSON.stringify(figures, null, 2));
    say(figures);
    all.push(figures);
  }
  rmSync(scratch, { recursive: true, force: true });
  const isWhole = all.length === FAULTS.length;
  // What has failed is not a figure.
  if (isWhole && process.exitCode === undefined) writeTable(all);
  console.log(`\n${Math.round((performance.now() - begun) / 1e3)} s`);
}

function say(figures: Figures): void {
  const {
    name,
    skipped,
    requests,
    calls,
    slowestCallflow,
    tryAgainLater,
    normalAfter,
    violations,
  } = figures;
  if (skipped !== undefined) {
    console.log(`\nSKIPPED ${name}: ${skipped}`);
    return;
  }
  const verdict = violations.length === 0 ? 'ok    ' : 'BROKEN';
  console.log(
    `${verdict} ${name.padEnd(20)} ${requests} requests, ${calls} calls, slowest ${Math.round(slowestCallflow)} ms, ` +
      `"try again later" ${tryAgainLater}, lost with a replica ${figures.lostWithReplica}, ` +
      `normal after ${normalAfter.toFixed(1)} s`,
  );
  if (violations.length > 0 && !(values.short && figures.isBusy && isOnlySlow(figures)))
    process.exitCode = 1;
  if (violations.length > 0 && figures.isBusy) {
    console.log(
      '         the machine was too busy to measure: calls were slow before the fault, too',
    );
  }
  const rules = new Map<string, number>();
  for (const { rule } of violations) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  for (const [rule, count] of rules) console.log(`         ${rule}: ${count}`);
  for (const { rule, id, what } of violations.slice(0, 10)) {
    console.log(`         ${rule}: ${id}: ${what}`);
  }
}
