import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { isReadOnly, isSilence, isStalePlan } from '../errors/index.js';

type Answered = (error: Error | undefined, result: unknown) => void;

/** Tracks all connection pools, because a fault of one connection may affect the others. */
@Injectable()
export class DatabaseConnections {
  private readonly pools = new Set<pg.Pool>();

  add(pool: pg.Pool): void {
    this.pools.add(pool);
  }

  /**
   * Closes idle connections that have not received a response since then. After a failover, or when
   * a NAT or firewall drops one connection, usually all connections are dead, silently.
   *
   * @param since by `performance.now()`
   */
  closeIdle(since: number): void {
    for (const pool of this.pools) {
      for (let left = pool.idleCount; left > 0; left -= 1) takeIdle(pool, since);
    }
  }

  /** Returns the client class for a pool. */
  clientClass(): new (config?: string | pg.ClientConfig) => WatchedClient {
    const closeIdle = (since: number) => this.closeIdle(since);
    return class extends WatchedClient {
      protected override distrustOthers(since: number): void {
        closeIdle(since);
      }
    };
  }
}

/**
 * A client that closes its connection when it proves dead, and then distrusts other idle
 * connections.
 */
abstract class WatchedClient extends pg.Client {
  /** Time of the last response, by `performance.now()`. */
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
      // Connections with a response in the second half of the wait are considered alive.
      this.distrustOthers((startedAt + performance.now()) / 2);
      return;
    }
    this.answeredAt = performance.now();
    if (isReadOnly(error)) this.distrustOthers(Infinity);
    if (isReadOnly(error) || isStalePlan(error)) this.close();
  }

  /** The pool removes an ending client as soon as it is released. */
  private close(): void {
    void this.end().catch(() => undefined);
  }
}

/**
 * Takes an idle connection out of its pool, and closes it unless it has received a response since
 * then.
 */
function takeIdle(pool: pg.Pool, since: number): void {
  pool.connect((_error, client, release) => {
    if (!client) return;
    // Deferred: otherwise the pool would hand out the same connection to the next `connect`.
    setImmediate(() => {
      const hasAnswered = client instanceof WatchedClient && client.answeredAt >= since;
      release(!hasAnswered);
      // Does not wait for the other end to close the connection.
      if (!hasAnswered) client.connection.stream.destroy();
    });
  });
}
