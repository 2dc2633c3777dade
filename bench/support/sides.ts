import { pathToFileURL } from 'node:url';
import type { LoadResult } from './http-load.js';
import { processorTime } from './processor-time.js';
import { round, verdict } from './report.js';
import { type BenchDatabase, type RunningApp, startApp, startDatabase } from './stage.js';

/**
 * Maskline of one commit with a database of its own. `BEFORE=<folder>` sets another commit beside ours,
 * checked out and built there: `git worktree add <folder> <commit>`, then `npm ci && npm run build`.
 */
export interface Side {
  name: 'ours' | 'before';
  database: BenchDatabase;
  app: RunningApp;
}

/** What a load met, and what an answer cost. */
export interface Measured extends LoadResult {
  /** Microseconds of processor time for an answer: of the server that was asked, and of PostgreSQL. */
  server: number;
  postgres: number;
}

export async function startSides(): Promise<Side[]> {
  const before = process.env['BEFORE'];
  const sides: Side[] = [];
  for (const [name, root] of [['ours'], ['before', before]] as const) {
    if (name === 'before' && !before) continue;
    const built = root === undefined ? undefined : pathToFileURL(`${root}/dist/`);
    const database = await startDatabase(built);
    sides.push({ name, database, app: await startApp(database.url, {}, built) });
  }
  return sides;
}

/** @param floors the database of the floors: what they write there must not burden a side */
export async function stopSides(sides: readonly Side[], floors: BenchDatabase): Promise<void> {
  for (const { app, database } of sides) {
    await app.stop();
    await database.stop();
  }
  await floors.stop();
}

/** Each side begins a round as often as the others. */
export const inTurn = (sides: readonly Side[], turn: number): readonly Side[] =>
  turn % 2 === 0 ? sides : sides.toReversed();

/** Runs a load and counts what it cost the server of this process ID, and the database. */
export async function withCost(
  serverId: number | undefined,
  database: BenchDatabase,
  load: () => Promise<LoadResult>,
): Promise<Measured> {
  const used = () => [
    serverId === undefined ? 0 : processorTime(serverId),
    processorTime(database.processId),
  ];
  const before = used();
  const result = await load();
  const [server, postgres] = used().map(
    (milliseconds, at) => ((milliseconds - before[at]!) / result.answers) * 1000,
  );
  return { ...result, server: server!, postgres: postgres! };
}

/** The middle one of several runs. */
export function middle(results: readonly Measured[], key: keyof Measured): number {
  const values = results.map((result) => result[key]).toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)]!;
}

/** A row of a report, of several runs. */
export const row = (
  what: string,
  unit: string,
  results: readonly Measured[],
  floor: readonly Measured[],
): Record<string, string | number> => ({
  what,
  [unit]: round(middle(results, 'perSecond')),
  '÷ floor': round(middle(results, 'perSecond') / middle(floor, 'perSecond'), 2),
  'median ms': round(middle(results, 'median'), 2),
  'p99 ms': round(middle(results, 'p99'), 2),
  'µs server + PostgreSQL': `${round(middle(results, 'server'))} + ${round(middle(results, 'postgres'))}`,
  errors: results.reduce((sum, { errors }) => sum + errors, 0),
});

/** Whether ours is as fast as the commit before: the middle of the ratios of runs that stood side by side. */
export function againstBefore(
  what: string,
  ours: readonly Measured[],
  before: readonly Measured[],
): string {
  const ratios = ours
    .map(({ perSecond }, at) => perSecond / before[at]!.perSecond)
    .toSorted((a, b) => a - b);
  const ratio = round(ratios[Math.floor(ratios.length / 2)]!, 3);
  const cost = (results: readonly Measured[]) =>
    middle(results, 'server') + middle(results, 'postgres');
  const dearer = round(cost(ours) / cost(before), 3);
  return `${verdict(`${what}, ours / before`, ratio, '≥ 0.97', ratio >= 0.97)}; processor time × ${dearer}`;
}
