import { Controller, Get } from '@nestjs/common';
import { DomainError } from '../common/index.js';
import { NumberKeyRegistry, NumberKeysOutdatedError } from '../security/index.js';

class NotReadyError extends DomainError {
  readonly code = 'not-ready';
  readonly kind = 'unavailable';
  constructor() {
    super('The database does not answer.');
  }
}

/** Milliseconds after which a database that is silent counts as away. */
const DATABASE_TIMEOUT_MS = 2_000;

@Controller('health')
export class HealthController {
  constructor(private readonly numberKeys: NumberKeyRegistry) {}

  /**
   * Tells whether the process runs. If it does not answer, restart it.
   * @operationId isLive
   * @answers 200 It runs.
   */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /**
   * Tells whether calls and requests can be served.
   * @operationId isReady
   * @answers 200 They can.
   * @throws NotReadyError, NumberKeysOutdatedError
   */
  @Get('ready')
  async ready() {
    const silence = AbortSignal.timeout(DATABASE_TIMEOUT_MS);
    await Promise.race([
      this.numberKeys.refuseOutdated(),
      new Promise((_resolve, reject) => {
        silence.addEventListener('abort', () => reject(new Error('the database is silent')));
      }),
    ]).catch((error: unknown) => {
      throw error instanceof NumberKeysOutdatedError ? error : new NotReadyError();
    });
    return { status: 'ok' };
  }
}
