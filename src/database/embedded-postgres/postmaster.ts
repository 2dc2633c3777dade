import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import type { PostgresBinaries } from './binaries.js';
import { clearFormerServer } from './former-server.js';
import { readPidFile } from './pid-file.js';
import { spawnOptions } from './run.js';
import { shutDown } from './shut-down.js';
import type { SystemUser } from './system-user.js';

export interface PostmasterOptions {
  binaries: PostgresBinaries;
  cluster: string;
  user: SystemUser | undefined;
  settings: Readonly<Record<string, string>>;
  choosePort: () => Promise<number>;
  onLog: (line: string) => void;
}

/** PostgreSQL ended before it was ready; the message has the end of its log. */
class StartFailure extends Error {
  constructor(readonly log: string) {
    super(`PostgreSQL did not start:\n${log}`);
    this.name = 'StartFailure';
  }
}

/**
 * Failures that another attempt gets over: the port was taken since we found it free; a server
 * whose owner was killed had yet to write its `postmaster.pid` when we looked; the backends of a
 * killed server take a moment to notice that it is gone.
 */
const PASSING =
  /Address already in use|lock file .* already exists|shared memory block .* is still in use/;
const ATTEMPTS = 10;
/** Between attempts (ms). */
const PAUSE = 200;
/** Between looks at whether the server is ready (ms). */
const READY_POLL = 10;
const LOG_LINES_IN_ERROR = 20;

/** A PostgreSQL server that is our child process and takes connections. */
export class Postmaster {
  private isReady = false;
  private stopping: Promise<void> | undefined;
  private readonly ended: Promise<true>;
  private readonly interrupt = (): void => {
    this.child.kill('SIGINT');
  };

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: PostmasterOptions,
    readonly port: number,
  ) {
    this.ended = new Promise((resolve) => child.once('exit', () => resolve(true)));
    // `kill` reports by this event what is of no interest here, and it must not go unheard.
    child.on('error', () => undefined);
    child.once('exit', (code, signal) => this.onExit(signal ?? code));
    // The last that a process does when it ends without a stop, as after an uncaught exception.
    process.once('exit', this.interrupt);
  }

  /**
   * Starts the server on a free port of 127.0.0.1 and resolves when it takes connections.
   * There is no time limit: recovery after a crash takes what it takes, and the log tells.
   */
  static async start(options: PostmasterOptions): Promise<Postmaster> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Postmaster.attempt(options);
      } catch (error) {
        const passing = error instanceof StartFailure && PASSING.test(error.log);
        if (!passing || attempt === ATTEMPTS) throw error;
        await delay(PAUSE);
      }
    }
  }

  /** Shuts the server down and waits for its end. Does nothing if it has ended. */
  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private static async attempt(options: PostmasterOptions): Promise<Postmaster> {
    const { binaries, cluster, onLog } = options;
    await clearFormerServer(cluster, binaries.pgCtl, onLog);
    const port = await options.choosePort();
    const child = spawn(binaries.postgres, argumentsOf(options, port), {
      ...spawnOptions(options.user),
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own: Ctrl-C in the terminal must not end the database while we
      // still use it. On Windows this would open a console window.
      detached: process.platform !== 'win32',
    });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      if (log.length > LOG_LINES_IN_ERROR) log.shift();
      onLog(line);
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    await once(child, 'spawn');
    const postmaster = new Postmaster(child, options, port);
    const ready = await postmaster.becomesReady().catch(async (error: unknown) => {
      await postmaster.stop();
      throw error;
    });
    if (!ready) {
      await Promise.race([closed, delay(1_000)]);
      throw new StartFailure(log.join('\n'));
    }
    // An open database is no reason for the process to go on.
    child.unref();
    (child.stderr as Socket).unref();
    return postmaster;
  }

  private async becomesReady(): Promise<boolean> {
    while (!this.hasEnded()) {
      const pidFile = await readPidFile(this.options.cluster);
      if (pidFile?.pid === this.child.pid && pidFile?.ready) {
        this.isReady = true;
        return true;
      }
      await delay(READY_POLL);
    }
    return false;
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async shutDown(): Promise<void> {
    if (this.hasEnded() || this.child.pid === undefined) return;
    this.child.ref();
    await shutDown({
      pid: this.child.pid,
      cluster: this.options.cluster,
      pgCtl: this.options.binaries.pgCtl,
      hasEnded: async (timeout) => {
        const timer = new AbortController();
        const late = delay(timeout, false, { signal: timer.signal }).catch(() => false);
        const ended = await Promise.race([this.ended, late]);
        timer.abort();
        return ended;
      },
    });
  }

  private onExit(reason: string | number | null): void {
    process.removeListener('exit', this.interrupt);
    if (this.isReady && this.stopping === undefined) {
      this.options.onLog(`PostgreSQL (process ${this.child.pid}) ended unexpectedly: ${reason}.`);
    }
  }
}

function argumentsOf({ cluster, settings }: PostmasterOptions, port: number): string[] {
  const all = {
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // We understand its messages, see PASSING.
    lc_messages: 'C',
  };
  return [
    '-D',
    cluster,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
