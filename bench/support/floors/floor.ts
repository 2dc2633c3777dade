import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PROBE } from '../probed.js';
import type { BenchDatabase } from '../stage.js';

export interface RunningFloor {
  url: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a floor as a separate process. */
export async function startFloor(
  kind: 'bare' | 'straightforward' | 'status',
  database: BenchDatabase,
): Promise<RunningFloor> {
  const file = fileURLToPath(new URL('./call-floors.js', import.meta.url));
  const child = spawn(
    process.execPath,
    [...PROBE.nodeArguments, file, JSON.stringify({ kind, databaseUrl: database.url })],
    { env: { ...process.env, ...PROBE.environment }, stdio: [...PROBE.stdio] },
  );
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const url = /http:\S+/.exec(String((await lines.next()).value))![0];
  return {
    url,
    child,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
