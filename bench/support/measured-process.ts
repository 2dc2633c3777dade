import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ProbeReading, ProbeRequest } from './probe.js';

/** What a measured process needs to answer `readProbe`: arguments for Node.js, environment, and a channel. */
export const PROBE = {
  nodeArguments: ['--import', new URL('./probe.js', import.meta.url).href],
  environment: { BENCH_PROBE: '1' },
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'] as const,
};

/** Returns what happened in the process since the last reading, and says what to measure from now on. */
export async function readProbe(child: ChildProcess, request: ProbeRequest): Promise<ProbeReading> {
  const answered = once(child, 'message');
  child.send(request);
  return (await answered)[0] as ProbeReading;
}

/** Ends a process with SIGTERM, unless it has ended. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
