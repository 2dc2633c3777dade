import pg from 'pg';
import type { DatabaseConnections } from './database-connections.js';

/** Milliseconds of silence after which the kernel sends TCP keepalive probes. */
const KEEPALIVE_DELAY_MS = 5_000;

/** A pool whose clients detect dead connections. A broken connection cannot end the process. */
export class WatchedPool extends pg.Pool {
  constructor(connections: DatabaseConnections, config: pg.PoolConfig) {
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
}
