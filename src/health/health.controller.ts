import { Controller, Get } from '@nestjs/common';
import {
  ClockWatch,
  DatabaseSettingsError,
  SessionCheck,
  WarmUp,
} from '../platform/database/index.js';
import { NumberKeyRegistry, NumberKeysOutdatedError } from '../platform/security/index.js';
import { Drain } from './drain.js';
import { NotReadyError, ShuttingDownError } from './health.errors.js';

/** Milliseconds after which a database that does not answer counts as unreachable. */
const DATABASE_TIMEOUT_MS = 2_000;

@Controller('health')
export class HealthController {
  constructor(
    private readonly numberKeys: NumberKeyRegistry,
    private readonly sessions: SessionCheck,
    private readonly warmUp: WarmUp,
    private readonly clock: ClockWatch,
    private readonly drain: Drain,
  ) {}

  /**
   * Returns whether the process runs. Restart it if it does not answer.
   * @operationId isLive
   * @answers 200 The process runs.
   */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /**
   * Returns whether this replica can serve calls and requests.
   * @operationId isReady
   * @answers 200 The replica is ready.
   * @throws NotReadyError, ShuttingDownError, DatabaseSettingsError, NumberKeysOutdatedError
   */
  @Get('ready')
  async ready() {
    if (this.drain.isDraining) throw new ShuttingDownError();
    const silence = AbortSignal.timeout(DATABASE_TIMEOUT_MS);
    await Promise.race([
      this.check(),
      new Promise((_resolve, reject) => {
        silence.addEventListener('abort', () => reject(new Error('the database did not answer')));
      }),
    ]).catch((error: unknown) => {
      const isOurs =
        error instanceof NumberKeysOutdatedError || error instanceof DatabaseSettingsError;
      throw isOurs ? error : new NotReadyError();
    });
    return {
      status: 'ok',
      /**
       * Seconds by which the database's clock is ahead of this machine's; null until it is known.
       */
      clockOffsetSeconds: this.clock.offsetSeconds ?? null,
    };
  }

  private async check(): Promise<void> {
    await this.numberKeys.assertCurrent();
    await this.sessions.assertUsable();
    await this.warmUp.run();
  }
}
