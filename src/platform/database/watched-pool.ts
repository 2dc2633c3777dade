import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { tracer } from '../observability/index.js';
import type { DatabaseConnections } from './database-connections.js';

/** Milliseconds of silence after which the kernel sends TCP keepalive probes. */
const KEEPALIVE_DELAY_MS = 5_000;

type Connected = Parameters<pg.Pool['connect']>[0];

/** What the connections of a pool are for, as a label of metrics. */
export type PoolUse = 'calls' | 'statements' | 'entities' | 'gauges';

/** A pool whose clients detect dead connections. A broken connection cannot end the process. */
export class WatchedPool extends pg.Pool {
  constructor(
    readonly use: PoolUse,
    connections: DatabaseConnections,
    config: pg.PoolConfig,
  ) {
    super({
      ...config,
      Client: connections.clientClass(),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEPALIVE_DELAY_MS,
    });
    // An idle connection that breaks is replaced at the next query; without a listener the
    // 'error' event would end the process.
    this.on('error', () => undefined);
    // The pool does not listen to connections in use. Their query fails anyway.
    this.on('connect', (client) => client.on('error', () => undefined));
    connections.add(this);
  }

  /**
   * A callback that waited for a connection is called when another request releases one. With tracing it keeps
   * its own context, so that a statement is not in the trace of another request.
   */
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | void {
    if (!callback) return super.connect();
    super.connect(tracer() ? AsyncResource.bind(callback) : callback);
    return undefined;
  }
}
