import type { ChildProcess } from 'node:child_process';
import type { Contestant } from './contest.js';
import { withCost } from './cost.js';
import type { LoadResult } from './http-load.js';
import { type BenchDatabase, runProcess } from './stage.js';

/** From this rate on, what it costs to watch the event loop is within one percent. */
const WATCHED_RATE = 1_500;

/** Returns how to make contestants of servers: each is loaded by the given program with the given plan. */
export const loadedBy =
  (file: URL, plan: object) =>
  (
    name: string,
    { url, child }: { url: string; child: ChildProcess },
    database: BenchDatabase,
  ): Contestant => ({
    name,
    run: (pace) =>
      withCost(
        child,
        database,
        () => runProcess<LoadResult>(file.href, { url, ...plan, ...pace }),
        (pace.rate ?? Infinity) >= WATCHED_RATE,
      ),
  });
