import pg from 'pg';
import type { DatabaseConnections } from './database-connections.js';

/** Milliseconds of silence after which the kernel asks whether the other end is still there. */
const KEEPALIVE_DELAY_MS = 5_000;

/** Connections that notice when they are of no use. None of them can end the process by breaking. */
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
    // While a connection is in use, the pool does not listen to it; its query fails anyway.
    this.on('connect', (client) => client.on('error', () => undefined));
    connections.add(this);
  }
}
