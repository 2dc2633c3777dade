import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows, beside what Node.js says of the process. No label holds a number or an id. */
export const metrics = new Registry();

export const callDecisions = new Counter({
  name: 'maskline_call_decisions_total',
  help: 'Call handles answered, by decision (connect, refuse, ask, fail) and reason.',
  labelNames: ['decision', 'reason'] as const,
  registers: [metrics],
});

export const callHandleDuration = new Histogram({
  name: 'maskline_call_handle_duration_seconds',
  help: 'Time from a call handle to its answer.',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8],
  registers: [metrics],
});

export const carrierMessages = new Counter({
  name: 'maskline_carrier_messages_total',
  help: 'Reports of 8x8 that were stored, by type (VCS, VSS, VRU, VNU); repeated ones count too.',
  labelNames: ['type'] as const,
  registers: [metrics],
});

export const deadLetters = new Counter({
  name: 'maskline_dead_letters_total',
  help: 'Reports of 8x8 that could not be understood, and were kept for an operator, by type.',
  labelNames: ['type'] as const,
  registers: [metrics],
});

export const malformedNumbers = new Counter({
  name: 'maskline_malformed_numbers_total',
  help: 'Entries of 8x8 that are no virtual numbers, by source (VNU, list).',
  labelNames: ['source'] as const,
  registers: [metrics],
});

export const heldSyncs = new Counter({
  name: 'maskline_syncs_held_total',
  help: 'Lists of 8x8 that would have retired most numbers of a pool, and were held back.',
  registers: [metrics],
});

export const poolsWithHeldSync = new Gauge({
  name: 'maskline_pools_with_held_sync',
  help: 'Pools of which a list of 8x8 is held back until an operator confirms or dismisses it.',
  registers: [metrics],
});

export const eventDeliveries = new Counter({
  name: 'maskline_event_deliveries_total',
  help: 'Attempts to deliver events, by outcome (delivered, failed, dead: failed for the last time).',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const oldestUndeliveredEventSeconds = new Gauge({
  name: 'maskline_oldest_undelivered_event_seconds',
  help: 'Age of the oldest event that an enabled endpoint has yet to take; 0: there is none.',
  registers: [metrics],
});

export const jobItemsSetAside = new Counter({
  name: 'maskline_job_items_set_aside_total',
  help: 'Items that jobs of this process could not do and have set aside, by job.',
  labelNames: ['job'] as const,
  registers: [metrics],
});

export const jobSetAside = new Gauge({
  name: 'maskline_job_set_aside',
  help: 'Items that are set aside now, by job; counted once a minute.',
  labelNames: ['job'] as const,
  registers: [metrics],
});

export const carrierWebhooksRefused = new Counter({
  name: 'maskline_carrier_webhooks_refused_total',
  help: 'Carrier webhooks that were refused, by reason (secret, address, content-encoding).',
  labelNames: ['reason'] as const,
  registers: [metrics],
});

export const httpRequestsShed = new Counter({
  name: 'maskline_http_requests_shed_total',
  help: 'Requests beyond what is served without a known key or secret, by kind (probe, key, public).',
  labelNames: ['kind'] as const,
  registers: [metrics],
});

export const clockOffsetSeconds = new Gauge({
  name: 'maskline_clock_offset_seconds',
  help: "How far the database's clock is ahead of this machine's.",
  registers: [metrics],
});
