import { pathToFileURL } from 'node:url';
import type { Keep } from './benchmark.js';
import { takesPart } from './contest.js';
import { type BenchDatabase, type RunningApp, startApp, startDatabase } from './stage.js';

/**
 * Maskline at one commit with a database of its own. `BEFORE=<folder>` compares with another commit that is
 * checked out and built there; `npm run bench -- --against <commit>` prepares that.
 */
export interface Side {
  name: 'ours' | 'before';
  database: BenchDatabase;
  app: RunningApp;
}

export async function startSides(
  keep: Keep,
  environment: Record<string, string> = {},
): Promise<Side[]> {
  const before = process.env['BEFORE'];
  const sides: Side[] = [];
  for (const [name, root] of [['ours'], ['before', before]] as const) {
    if (!takesPart(name) || (name === 'before' && !before)) continue;
    const built = root === undefined ? undefined : pathToFileURL(`${root}/dist/`);
    const database = keep(await startDatabase(false));
    sides.push({
      name,
      database,
      app: keep(await startApp(database.url, environment, built, true)),
    });
  }
  return sides;
}
