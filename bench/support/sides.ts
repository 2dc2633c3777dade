import { pathToFileURL } from 'node:url';
import type { LoadResult } from './http-load.js';
import { processorTime } from './processor-time.js';
import { round, verdict } from './report.js';
import { type BenchDatabase, type RunningApp, startApp, startDatabase } from './stage.js';

/**
 * Maskline at one commit with a database of its own. `BEFORE=<folder>` compares with another commit that is
 * checked out and built there: `git worktree add <folder> <commit>`, then `npm ci && npm run build`.
 */
export interface Side {
  name: 'ours' | 'before';
  database: BenchDatabase;
  app: RunningApp;
}

/** The result of a load, and the cost of a response. */
export interface Measured extends LoadResult {
  /** Microseconds of processor time per response: of the measured server, and of PostgreSQL. */
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

/** @param floors the database of the floors, separate so that their writes do not burden a side */
export async function stopSides(sides: readonly Side[], floors: BenchDatabase): Promise<void> {
  for (const { app, database } of sides) {
    await app.stop();
    await database.stop();
  }
  await floors.stop();
}

/** Alternates the sides, so that each begins a round equally often. */
export const inTurn = (sides: readonly Side[], turn: number): readonly Side[] =>
  turn % 2 === 0 ? sides : sides.toReversed();

/** Runs a load and measures its cost for the server with this process id and for the database. */
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

/** Returns the median of several runs. */
export function middle(results: readonly Measured[], key: keyof Measured): number {
  const values = results.map((result) => result[key]).toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)]!;
}

/** Formats the row of a report from several runs. */
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

/** Compares our speed with the other commit by the median of the ratios of adjacent runs. */
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
