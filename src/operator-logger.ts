import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import type { LogLevel, Settings } from './config/index.js';

const NEST_LEVELS: Readonly<Record<LogLevel, NestLogLevel[]>> = {
  error: ['error', 'fatal'],
  warn: ['warn', 'error', 'fatal'],
  info: ['log', 'warn', 'error', 'fatal'],
  debug: ['debug', 'log', 'warn', 'error', 'fatal'],
};

/** What NestJS says of its own assembly at every start; of use only when that is what fails. */
const ASSEMBLY = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** One line for each thing an operator wants to know; JSON in production. */
export class OperatorLogger extends ConsoleLogger {
  constructor({ logLevel, production }: Settings) {
    super({ logLevels: NEST_LEVELS[logLevel], json: production, prefix: 'Maskline' });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && ASSEMBLY.has(context)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}
