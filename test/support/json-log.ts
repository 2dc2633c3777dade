import type { Settings } from '../../src/platform/config/index.js';
import { OperatorLogger } from '../../src/platform/observability/index.js';

export type LogEntry = Record<string, unknown>;

/** Keeps what the service would write as lines of JSON. */
export class JsonLog extends OperatorLogger {
  readonly entries: LogEntry[] = [];

  constructor(logLevel: Settings['logLevel'] = 'debug') {
    super({ logLevel, logFormat: 'json' });
  }

  /** Returns the entries of a context, such as `Access`. */
  of(context: string): LogEntry[] {
    return this.entries.filter((entry) => entry['context'] === context);
  }

  protected override printAsJson(...parts: Parameters<OperatorLogger['printAsJson']>): void {
    const line = this.stringifyJsonLogObject(this.getJsonLogObject(...parts));
    this.entries.push(JSON.parse(line) as LogEntry);
  }
}
