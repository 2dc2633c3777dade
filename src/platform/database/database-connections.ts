import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { isReadOnly, isSilence, isStalePlan } from '../errors/index.js';

type Answered = (error: Error | undefined, result: unknown) => void;

/** Knows all pools of connections to the database: what one connection meets can concern the others. */
@Injectable()
export class DatabaseConnections {
  private readonly pools = new Set<pg.Pool>();

  add(pool: pg.Pool): void {
    this.pools.add(pool);
  }

  /**
   * Closes idle connections that have not answered since then. A failover, a NAT or a firewall that
   * forgets one connection has usually forgotten all of them, and none of them says so.
   *
   * @param since by `performance.now()`
   */
  closeIdle(since: number): void {
    for (const pool of this.pools) {
      for (let left = pool.idleCount; left > 0; left -= 1) takeIdle(pool, since);
    }
  }

  /** Returns the class of clients for a pool. */
  clientClass(): new (config?: string | pg.ClientConfig) => WatchedClient {
    const closeIdle = (since: number) => this.closeIdle(since);
    return class extends WatchedClient {
      protected override distrustOthers(since: number): void {
        closeIdle(since);
      }
    };
  }
}

/** Closes the connection itself when it proves useless, and says when its siblings may be, too. */
abstract class WatchedClient extends pg.Client {
  /** By `performance.now()`. */
  answeredAt = performance.now();

  protected abstract distrustOthers(since: number): void;

  override query(...parts: unknown[]): any {
    const startedAt = performance.now();
    const query = super.query.bind(this) as (...all: unknown[]) => unknown;
    const callback = parts.at(-1);
    if (typeof callback === 'function') {
      const watched: Answered = (error, result) => {
        this.note(error, startedAt);
        (callback as Answered)(error, result);
      };
      return query(...parts.slice(0, -1), watched);
    }
    const answer = query(...parts);
    if (answer instanceof Promise) {
      answer.then(
        () => this.note(undefined, startedAt),
        (error: Error) => this.note(error, startedAt),
      );
    }
    return answer;
  }

  private note(error: Error | undefined, startedAt: number): void {
    if (isSilence(error)) {
      this.close();
      // Whatever has answered in the second half of the wait does answer.
      this.distrustOthers((startedAt + performance.now()) / 2);
      return;
    }
    this.answeredAt = performance.now();
    if (isReadOnly(error)) this.distrustOthers(Infinity);
    if (isReadOnly(error) || isStalePlan(error)) this.close();
  }

  /** The pool removes a client that is ending as soon as it is given back. */
  private close(): void {
    void this.end().catch(() => undefined);
  }
}

/** Takes one idle connection out of its pool, and closes it unless it has answered since. */
function takeIdle(pool: pg.Pool, since: number): void {
  pool.connect((_error, client, release) => {
    if (!client) return;
    // Not at once: the pool would hand out the same one again to the next look.
    setImmediate(() => {
      const hasAnswered = client instanceof WatchedClient && client.answeredAt >= since;
      release(!hasAnswered);
      // Without waiting for the other end to say goodbye.
      if (!hasAnswered) client.connection.stream.destroy();
    });
  });
}
