import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { isReadOnly, isSilence, isStalePlan } from '../errors/index.js';
import { type Span, startStatementSpan, tracer } from '../observability/index.js';
import type { PoolUse, WatchedPool } from './watched-pool.js';

export interface PoolState {
  use: PoolUse;
  inUse: number;
  idle: number;
  /** Statements that wait for a connection. */
  waiting: number;
  limit: number;
}

type Answered = (error: Error | undefined, result: unknown) => void;

/** Tracks all connection pools, because a fault of one connection may affect the others. */
@Injectable()
export class DatabaseConnections {
  private readonly pools = new Set<WatchedPool>();

  add(pool: WatchedPool): void {
    this.pools.add(pool);
  }

  /** Returns the state of each pool, for `/metrics`. */
  states(): PoolState[] {
    return [...this.pools].map(({ use, totalCount, idleCount, waitingCount, options }) => ({
      use,
      inUse: totalCount - idleCount,
      idle: idleCount,
      waiting: waitingCount,
      limit: options.max,
    }));
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
    const span = tracer() && startStatementSpan(nameOf(parts[0]));
    const query = super.query.bind(this) as (...all: unknown[]) => unknown;
    const callback = parts.at(-1);
    if (typeof callback === 'function') {
      const watched: Answered = (error, result) => {
        this.note(error, startedAt, span);
        (callback as Answered)(error, result);
      };
      return query(...parts.slice(0, -1), watched);
    }
    const answer = query(...parts);
    if (answer instanceof Promise) {
      answer.then(
        () => this.note(undefined, startedAt, span),
        (error: Error) => this.note(error, startedAt, span),
      );
    }
    return answer;
  }

  private note(error: Error | undefined, startedAt: number, span: Span | undefined): void {
    span?.end({}, error && failureOf(error));
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

/** Returns the name of a prepared statement, or the first word of another one; never its text. */
function nameOf(query: unknown): string {
  if (typeof query === 'string') return firstWordOf(query);
  const { name, text } = (query ?? {}) as { name?: unknown; text?: unknown };
  return typeof name === 'string' ? name : firstWordOf(typeof text === 'string' ? text : '');
}

const firstWordOf = (text: string): string =>
  /^\s*([a-z]{1,20})\b/i.exec(text)?.[1]?.toLowerCase() ?? 'statement';

/** Returns the SQLSTATE or the name of an error; its message can contain values. */
const failureOf = ({ name, ...error }: Error & { code?: unknown }): string =>
  typeof error.code === 'string' ? error.code : name;

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
