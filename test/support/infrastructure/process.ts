import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A running program of the built application, with all its output. */
export class NodeProcess {
  output = '';
  private hasPrinted: () => void = () => undefined;
  private readonly exited: Promise<unknown[]>;

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        this.hasPrinted();
      });
    }
    // Unlike 'exit', 'close' comes after all output was read.
    this.exited = once(child, 'close');
  }

  /** @param args arguments of Node.js, such as `['dist/main.js']` */
  static start(args: string[], env: Record<string, string | undefined>): NodeProcess {
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], PORT: '0', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new NodeProcess(child);
  }

  /**
   * Waits for output that matches.
   * @throws Error if the program ends first
   */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      const more = new Promise<void>((resolve) => {
        this.hasPrinted = resolve;
      });
      const ended = this.exited.then(() => {
        if (!pattern.test(this.output))
          throw new Error(`the program ended: ${this.output.slice(-500)}`);
      });
      await Promise.race([more, ended]);
    }
  }

  /**
   * Waits for the end of the program.
   * @returns the exit code
   */
  async ended(): Promise<number | null> {
    return (await this.exited)[0] as number | null;
  }
}
