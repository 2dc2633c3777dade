import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from './registry.js';

export const buildInfo = new Gauge({
  name: 'maskline_build_info',
  help: 'Always 1; the labels name the version of Maskline and of Node.js.',
  labelNames: ['version', 'node'] as const,
  registers: [metrics],
});

export const jobRuns = new Counter({
  name: 'maskline_job_runs_total',
  help: 'Runs of jobs by this process, by outcome (done, failed, stopped).',
  labelNames: ['job_name', 'outcome'] as const,
  registers: [metrics],
});

export const jobDuration = new Histogram({
  name: 'maskline_job_duration_seconds',
  help: 'Duration of the runs of jobs by this process.',
  labelNames: ['job_name'] as const,
  buckets: [0.01, 0.1, 1, 10, 60, 600],
  registers: [metrics],
});

export const jobLag = new Gauge({
  name: 'maskline_job_lag_seconds',
  help: 'Time for which a job has been due without a replica running it; 0: it is not due, or runs.',
  labelNames: ['job_name'] as const,
  registers: [metrics],
});

export const eventsWaiting = new Gauge({
  name: 'maskline_event_deliveries_waiting',
  help: 'Deliveries of events that wait for an enabled event subscription, counted up to 10,000.',
  registers: [metrics],
});

export const textsWaiting = new Gauge({
  name: 'maskline_texts_waiting',
  help: 'Texts that wait to be sent, counted up to 10,000.',
  registers: [metrics],
});

export const oldestWaitingTextSeconds = new Gauge({
  name: 'maskline_oldest_waiting_text_seconds',
  help: 'Age of the oldest text that waits to be sent; 0: none.',
  registers: [metrics],
});

export const gaugeReads = new Counter({
  name: 'maskline_gauge_reads_total',
  help: 'Reads of the gauges that come from the database, by group (queues, pools) and outcome (done, failed). After a failure they have no value.',
  labelNames: ['group', 'outcome'] as const,
  registers: [metrics],
});

export const databaseConnections = new Gauge({
  name: 'maskline_database_connections',
  help: 'Open connections to the database, by use (calls, statements, entities, gauges) and state (in-use, idle).',
  labelNames: ['use', 'state'] as const,
  registers: [metrics],
});

export const databaseConnectionsLimit = new Gauge({
  name: 'maskline_database_connections_limit',
  help: 'Maximum number of connections to the database, by use.',
  labelNames: ['use'] as const,
  registers: [metrics],
});

export const databaseConnectionWaiters = new Gauge({
  name: 'maskline_database_connection_waiters',
  help: 'Statements that wait for a connection to the database, by use.',
  labelNames: ['use'] as const,
  registers: [metrics],
});
