import { Counter, Gauge } from 'prom-client';
import { PoolCounter } from './pool-counter.js';
import { poolLabels as labels, metrics } from './registry.js';

const common = { registry: metrics, labels };

export const poolCallDecisions = new PoolCounter({
  ...common,
  name: 'maskline_pool_call_decisions_total',
  help: 'Call handles by decision (connect, refuse, ask).',
  label: 'decision',
  values: ['connect', 'refuse', 'ask'],
});

export const poolTextDecisions = new PoolCounter({
  ...common,
  name: 'maskline_pool_text_decisions_total',
  help: 'Texts that arrived, by decision (forward, refuse).',
  label: 'decision',
  values: ['forward', 'refuse'],
});

export const poolAssignments = new PoolCounter({
  ...common,
  name: 'maskline_pool_assignments_total',
  help: 'Requests for a booking by outcome: created, existed, or refused as exhausted or contended.',
  label: 'outcome',
  values: ['created', 'existed', 'exhausted', 'contended'],
});

export const assignmentRetries = new Counter({
  name: 'maskline_assignment_retries_total',
  help: 'Virtual numbers that another booking took between the choice and the write.',
  registers: [metrics],
});

export const poolNumbers = new Gauge({
  name: 'maskline_pool_numbers',
  help: 'Virtual numbers by pool and state: free, full (at their capacity), reserved or unavailable.',
  labelNames: ['pool', 'state'] as const,
  registers: [metrics],
});

export const poolActiveBookings = new Gauge({
  name: 'maskline_pool_active_bookings',
  help: 'Active bookings by pool.',
  labelNames: ['pool'] as const,
  registers: [metrics],
});

export const poolPeakOverMean = new Gauge({
  name: 'maskline_pool_peak_over_mean',
  help: 'Load of the most loaded number divided by the mean of its pool; no value without bookings.',
  labelNames: ['pool'] as const,
  registers: [metrics],
});

export const poolRecentCalls = new Gauge({
  name: 'maskline_pool_recent_calls',
  help: 'Calls of the last 15 minutes (the latest 10,000 of all pools) by pool and outcome.',
  labelNames: ['pool', 'outcome'] as const,
  registers: [metrics],
});
