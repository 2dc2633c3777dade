import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../http-load.js';
import { type Measured, withCost } from '../sides.js';
import type { BenchDatabase } from '../stage.js';

/** Measures a floor in a separate process. */
export async function measureFloor(
  kind: 'bare' | 'straightforward' | 'status',
  database: BenchDatabase,
  measure: (url: string) => Promise<LoadResult>,
): Promise<Measured> {
  const file = fileURLToPath(new URL('./call-floors.js', import.meta.url));
  const child = spawn(
    process.execPath,
    [file, JSON.stringify({ kind, databaseUrl: database.url })],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = /http:\S+/.exec(String((await lines.next()).value))![0];
  try {
    return await withCost(child.pid, database, () => measure(url));
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}
