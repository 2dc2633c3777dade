import { codeOf } from './errors.js';
import { run } from './run.js';

/** A PostgreSQL server process, be it our child or an orphan. */
export interface ServerProcess {
  pid: number;
  cluster: string;
  pgCtl: string;
  /** Resolves to whether the process has ended, after `timeout` ms at the latest. */
  hasEnded: (timeout: number) => Promise<boolean>;
}

/**
 * PostgreSQL's shutdown modes, by signal, and how long each may take (ms): fast (ends sessions,
 * writes all to disk), immediate (recovers at the next start; nothing committed is lost).
 */
const STEPS = [
  { signal: 'SIGINT', patience: 10_000 },
  { signal: 'SIGQUIT', patience: 6_000 },
  { signal: 'SIGKILL', patience: 5_000 },
] as const;

/** Ends a server, gently at first, and waits for its end. */
export async function shutDown(server: ServerProcess): Promise<void> {
  for (const { signal, patience } of STEPS) {
    await send(server, signal);
    if (await server.hasEnded(patience)) return;
  }
  throw new Error(`PostgreSQL (process ${server.pid}) could not be stopped.`);
}

async function send({ pid, cluster, pgCtl }: ServerProcess, signal: NodeJS.Signals) {
  if (process.platform === 'win32' && signal !== 'SIGKILL') {
    // Windows has no signals; to kill is all that Node can do there.
    const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
    await run(pgCtl, ['stop', '-D', cluster, '-m', mode, '--no-wait']).catch(() => undefined);
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
