import { Injectable } from '@nestjs/common';
import { DatabaseConnections } from '../platform/database/index.js';
import {
  databaseConnections,
  databaseConnectionsLimit,
  databaseConnectionWaiters,
} from '../platform/observability/index.js';

/** Shows how many of this process's database connections are in use. */
@Injectable()
export class ConnectionGauges {
  constructor(private readonly connections: DatabaseConnections) {}

  measure(): void {
    for (const { use, inUse, idle, waiting, limit } of this.connections.states()) {
      databaseConnections.set({ use, state: 'in-use' }, inUse);
      databaseConnections.set({ use, state: 'idle' }, idle);
      databaseConnectionsLimit.set({ use }, limit);
      databaseConnectionWaiters.set({ use }, waiting);
    }
  }
}
