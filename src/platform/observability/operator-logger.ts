import { isatty } from 'node:tty';
import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import type { LogLevel, Settings } from '../config/index.js';
import { ACCESS_CONTEXT, AccessEntry, currentRequest } from './requests/index.js';

const NEST_LEVELS: Readonly<Record<LogLevel, NestLogLevel[]>> = {
  error: ['error', 'fatal'],
  warn: ['warn', 'error', 'fatal'],
  info: ['log', 'warn', 'error', 'fatal'],
  debug: ['debug', 'log', 'warn', 'error', 'fatal'],
};

/**
 * Contexts in which NestJS logs its own assembly at every start; useful only for debugging that.
 */
const ASSEMBLY = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * Context in which NestJS logs a start-up error before it throws it; `main.ts` logs it once, in one
 * sentence.
 */
const THROWN_TOO = 'ExceptionHandler';

/**
 * Writes one line per log entry, as JSON or plain text, with timestamps in UTC. A line of JSON that
 * belongs to a request has its ids. The access log has a setting of its own instead of a level.
 */
export class OperatorLogger extends ConsoleLogger {
  constructor({ logLevel, logFormat }: Pick<Settings, 'logLevel' | 'logFormat'>) {
    const isTerminal = isatty(1) && !process.env['NO_COLOR'];
    super({
      logLevels: NEST_LEVELS[logLevel],
      json: logFormat === 'json',
      colors: logFormat === 'plain' && isTerminal,
      prefix: 'Maskline',
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (message instanceof AccessEntry) this.printMessages([message], ACCESS_CONTEXT, 'log');
    else if (typeof context === 'string' && ASSEMBLY.has(context)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === THROWN_TOO) this.debug('the start failed', THROWN_TOO);
    else super.error(message, ...rest);
  }

  protected override getTimestamp(): string {
    return new Date().toISOString();
  }

  protected override stringifyMessage(message: unknown, level: NestLogLevel): string {
    return super.stringifyMessage(
      message instanceof AccessEntry ? message.toString() : message,
      level,
    );
  }

  protected override getJsonLogObject(
    ...parts: Parameters<ConsoleLogger['getJsonLogObject']>
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const [message] = parts;
    const isAccess = message instanceof AccessEntry;
    const entry = super.getJsonLogObject(...parts);
    return {
      ...entry,
      timestamp: this.getTimestamp(),
      ...(isAccess ? { message: 'request', ...message.fields() } : currentRequest()?.ids()),
    } as unknown as typeof entry;
  }
}
