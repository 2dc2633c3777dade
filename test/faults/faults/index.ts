import type { Fault } from './fault.js';
import { cut, delayed, halfClosed, reset, silent, swallowed } from './network.js';
import {
  killPostgres,
  killReplica,
  noFault,
  restartDrained,
  restartUndrained,
  stopBackends,
  stopReplica,
  terminateBackends,
} from './processes.js';
import {
  clocksOff,
  diskFull,
  migration,
  pgbouncerRestart,
  postgresBehindPgbouncer,
} from './surroundings.js';

export type { Fault } from './fault.js';

/** In the order of the table. */
export const FAULTS: readonly Fault[] = [
  noFault,
  killReplica,
  stopReplica,
  restartUndrained,
  restartDrained,
  killPostgres,
  terminateBackends,
  stopBackends,
  cut,
  delayed,
  reset,
  halfClosed,
  swallowed,
  silent,
  diskFull,
  clocksOff,
  migration,
  pgbouncerRestart,
  postgresBehindPgbouncer,
];

/** For each change, in CI. */
export const SHORT = ['none', 'kill-replica', 'kill-postgres', 'silence'];
