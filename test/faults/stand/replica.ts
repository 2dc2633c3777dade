import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { end, freePort, hasEnded, startProgram } from './processes.js';

export const ADMIN_API_KEY = 'mk_faults_key-for-the-runs-only';
export const WEBHOOK_SECRET = 'webhook-secret-of-the-runs';
export const SUB_ACCOUNT = 'maskline_faults';
export const SIMULATOR_KEY = 'key-of-the-simulator';

/** The built service. */
const BUILT = fileURLToPath(new URL('../../../../dist/main.js', import.meta.url));

/** One process of the built service, on a port that it keeps when it is started again. */
export class Replica {
  private constructor(
    readonly name: string,
    readonly port: number,
    readonly log: string,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private child: ChildProcess,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(
    name: string,
    log: string,
    settings: Readonly<Record<string, string>>,
  ): Promise<Replica> {
    const port = await freePort();
    const environment = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      LOG_FORMAT: 'plain',
      ADMIN_API_KEY,
      API_RATE_LIMIT_PER_MINUTE: '10000000',
      WEBHOOK_SECRETS: WEBHOOK_SECRET,
      NUMBER_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
      EIGHTXEIGHT_API_KEY: SIMULATOR_KEY,
      EVENT_SUBSCRIPTION_ALLOW_HTTP: 'true',
      EVENT_SUBSCRIPTION_ALLOWED_NETWORKS: '127.0.0.0/8',
      DRAIN_SECONDS: '0',
      PORT: String(port),
      ...settings,
    };
    const child = run(log, environment);
    const replica = new Replica(name, port, log, environment, child);
    await replica.ready();
    return replica;
  }

  /** Starts it again after its end, with its settings and others. */
  async again(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    this.child = run(this.log, { ...this.environment, ...settings });
    await this.ready();
  }

  /** Sends a signal, and for SIGTERM and SIGKILL waits for the end. */
  async signal(signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    if (signal === 'SIGTERM' || signal === 'SIGKILL') await end(this.child, signal);
    else this.child.kill(signal);
  }

  async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.status === 200;
  }

  /** @throws Error if the process ends, or is not ready within a minute */
  private async ready(): Promise<void> {
    const giveUpAt = performance.now() + 60_000;
    while (!(await this.isReady())) {
      if (hasEnded(this.child) || performance.now() > giveUpAt) {
        const log = await readFile(this.log, 'utf8');
        throw new Error(`${this.name} did not start:\n${log.slice(-2_000)}`);
      }
      await pause(50);
    }
  }
}

function run(log: string, environment: Readonly<Record<string, string | undefined>>): ChildProcess {
  // Another build can be tried, such as one with a bug.
  const main = process.env['FAULTS_MAIN'] ?? BUILT;
  return startProgram(process.execPath, [main], log, { env: { ...environment } });
}
