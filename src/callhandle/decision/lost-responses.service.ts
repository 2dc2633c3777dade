import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { runInContext } from '../../platform/observability/index.js';
import { REVOKE_CONNECTION } from './call-decision.sql.js';

/** A decision of this process whose response did not reach the caller. */
interface LostResponse {
  sessionId: string;
  attemptId: string;
  reason: 'too-late' | 'response-lost';
}

/**
 * Maximum number of decisions in the queue. The session summaries correct the oldest ones beyond
 * it.
 */
const MAX_LOST = 10_000;
/**
 * Number of checks for a connection that is not in the record. A statement whose connection broke
 * can still commit until PostgreSQL ends it by its own timeout.
 */
const CHECKS = 4;
/** Milliseconds. */
const INTERVAL = 2_000;
const MAX_INTERVAL = 30_000;
const SHUTDOWN_TIMEOUT = 2_000;

/**
 * Corrects the records of calls whose decision may have been committed although the caller heard
 * "try again later": after a lost database connection, a timeout or the deadline. Records the call as
 * refused as soon as the database responds. It matches by attempt id, so that the decision of
 * another attempt of the session stays. It never connects a call. If this process ends first, the
 * session summary corrects the record (`UnexecutedConnections`).
 */
@Injectable()
export class LostResponses implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LostResponses.name);
  /** Remaining checks per decision. */
  private readonly lost = new Map<LostResponse, number>();
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isStopped = false;

  constructor(private readonly database: PostgresPool) {}

  add(response: LostResponse): void {
    if (this.lost.size >= MAX_LOST) this.lost.delete(this.lost.keys().next().value!);
    this.lost.set(response, CHECKS);
    // Serves later calls too, so it does not belong to the request of this one.
    if (!this.isRunning && this.timer === undefined) {
      runInContext(undefined, () => this.schedule(0, INTERVAL));
    }
  }

  /** Tries once more. The session summaries correct the rest. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    if (this.lost.size === 0) return;
    const stop = new AbortController();
    await Promise.race([
      this.checkAll().catch(() => undefined),
      delay(SHUTDOWN_TIMEOUT, undefined, { signal: stop.signal }).catch(() => undefined),
    ]);
    stop.abort();
  }

  private schedule(after: number, next: number): void {
    if (this.isStopped || this.lost.size === 0) return;
    this.timer = setTimeout(() => void this.run(next), after);
    this.timer.unref();
  }

  private async run(interval: number): Promise<void> {
    this.timer = undefined;
    this.isRunning = true;
    const isReached = await this.checkAll().then(
      () => true,
      () => false,
    );
    this.isRunning = false;
    const next = isReached ? INTERVAL : Math.min(interval * 2, MAX_INTERVAL);
    this.schedule(next, next);
  }

  /** @throws the database's error */
  private async checkAll(): Promise<void> {
    let revoked = 0;
    for (const [response, checks] of this.lost) {
      const rows = await this.database.run(REVOKE_CONNECTION(response));
      revoked += rows.length;
      if (rows.length > 0 || checks <= 1) this.lost.delete(response);
      else this.lost.set(response, checks - 1);
    }
    if (revoked > 0) {
      this.logger.warn(
        `recorded ${revoked} calls as not connected: their responses were late or lost`,
      );
    }
  }
}
