import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PROBE, stopProcess } from '../measured-process.js';

export interface RunningServer {
  url: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a server of this folder as a separate process. */
export async function startServer(name: string, plan: object): Promise<RunningServer> {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [...PROBE.nodeArguments, file, JSON.stringify(plan)], {
    env: { ...process.env, ...PROBE.environment },
    stdio: [...PROBE.stdio],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const url = /http:\S+/.exec(String((await lines.next()).value))![0];
  return { url, child, stop: () => stopProcess(child) };
}
