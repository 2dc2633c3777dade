import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Line } from './history.js';

/** Collects the history of a run, and writes it to a file for those who want to look. */
export class Recorder {
  readonly lines: Line[] = [];
  private readonly file: WriteStream;

  constructor(path: string) {
    this.file = createWriteStream(path);
  }

  add(line: Line): void {
    this.lines.push(line);
    this.file.write(`${JSON.stringify(line)}\n`);
  }

  async close(): Promise<void> {
    this.file.end();
    await finished(this.file);
  }
}

/** Milliseconds since 1970, finer than `Date.now()`. */
export const now = (): number => performance.timeOrigin + performance.now();
