import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import { clockOffsetSeconds } from '../observability/index.js';
import { DATABASE_CLOCK } from './clock.sql.js';
import { PostgresPool } from './postgres-pool.js';

const INTERVAL_MS = 60_000;
/** Seconds by which the clock may be off without a warning. */
const TOLERANCE_SECONDS = 30;

/**
 * Compares this machine's clock with the database's every minute. No decision depends on this
 * machine's clock, but log timestamps and certificate checks do.
 */
@Injectable()
export class ClockWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Clock');
  private timer: NodeJS.Timeout | undefined;
  private isOff = false;
  /** Seconds by which the database's clock is ahead of this machine's; undefined: not known yet. */
  offsetSeconds: number | undefined;

  constructor(
    private readonly database: PostgresPool,
    @Optional() private readonly ownTime: () => number = Date.now,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.measure(), INTERVAL_MS);
    this.timer.unref();
    await this.measure();
  }

  /**
   * Returns the time by the database's clock in milliseconds since 1970; by this machine's until
   * the offset is known.
   */
  now(): number {
    return this.ownTime() + (this.offsetSeconds ?? 0) * 1_000;
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Measures the offset. Never throws: without the database it changes nothing. */
  async measure(): Promise<void> {
    const startedAt = performance.now();
    const [row] = await this.database
      .run<{ seconds: number }>(DATABASE_CLOCK({}))
      .catch((): { seconds: number }[] => []);
    if (!row) return;
    const halfWay = (performance.now() - startedAt) / 2;
    const offset = row.seconds - (this.ownTime() - halfWay) / 1_000;
    this.offsetSeconds = Math.round(offset * 1_000) / 1_000;
    clockOffsetSeconds.set(this.offsetSeconds);
    const isOff = Math.abs(offset) > TOLERANCE_SECONDS;
    if (isOff && !this.isOff) {
      const by = `${Math.round(Math.abs(offset))} s ${offset > 0 ? 'behind' : 'ahead of'}`;
      this.logger.warn(`the clock of this machine is ${by} the database's: check its time service`);
    }
    this.isOff = isOff;
  }
}
