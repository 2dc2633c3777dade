import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from './registry.js';

export const callDecisions = new Counter({
  name: 'maskline_call_decisions_total',
  help: 'Call handles, by decision (connect, refuse, ask, fail) and reason.',
  labelNames: ['decision', 'reason'] as const,
  registers: [metrics],
});

export const callHandleDuration = new Histogram({
  name: 'maskline_call_handle_duration_seconds',
  help: 'Time from receiving a call handle to sending the response.',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8],
  registers: [metrics],
});

export const decisionHookQuestions = new Counter({
  name: 'maskline_decision_hook_questions_total',
  help: 'Calls that concern a decision hook, by its answer (allow, refuse, connect) or why there is none.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const decisionHookDuration = new Histogram({
  name: 'maskline_decision_hook_duration_seconds',
  help: 'Time from a question to a decision hook to its valid answer.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3],
  registers: [metrics],
});

export const textDecisions = new Counter({
  name: 'maskline_text_decisions_total',
  help: 'Texts that arrived, by decision (forward, refuse) and reason.',
  labelNames: ['decision', 'reason'] as const,
  registers: [metrics],
});

export const textAttempts = new Counter({
  name: 'maskline_text_attempts_total',
  help: 'Attempts to send a text, by outcome (accepted, refused, not-taken, unknown, not-sent).',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const smsReceipts = new Counter({
  name: 'maskline_sms_receipts_total',
  help: 'Delivery receipts of texts, by whether the text is known (yes, no), including repeated ones.',
  labelNames: ['known'] as const,
  registers: [metrics],
});

export const carrierMessages = new Counter({
  name: 'maskline_carrier_messages_total',
  help: 'Messages of 8x8 that were stored, by type (VCS, VSS, VRU, VNU, SMS), including repeated ones.',
  labelNames: ['type'] as const,
  registers: [metrics],
});

export const deadLetters = new Counter({
  name: 'maskline_dead_letters_total',
  help: 'Messages of 8x8 that could not be processed and were kept as dead letters, by type.',
  labelNames: ['type'] as const,
  registers: [metrics],
});

export const malformedNumbers = new Counter({
  name: 'maskline_malformed_numbers_total',
  help: 'Entries in number lists of 8x8 that are not valid virtual numbers, by source (VNU, list).',
  labelNames: ['source'] as const,
  registers: [metrics],
});

export const heldSyncs = new Counter({
  name: 'maskline_syncs_held_total',
  help: 'Number lists of 8x8 that were held back because they would have retired most numbers of a pool.',
  registers: [metrics],
});

export const poolsWithHeldSync = new Gauge({
  name: 'maskline_pools_with_held_sync',
  help: 'Pools with a held number list of 8x8, which waits for an operator to confirm or dismiss it.',
  registers: [metrics],
});

export const eventDeliveries = new Counter({
  name: 'maskline_event_deliveries_total',
  help: 'Attempts to deliver events, by outcome (delivered, failed, or dead after the last attempt).',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const oldestUndeliveredEventSeconds = new Gauge({
  name: 'maskline_oldest_undelivered_event_seconds',
  help: 'Age of the oldest event not yet delivered to an enabled event subscription; 0: none.',
  registers: [metrics],
});

export const jobItemsSetAside = new Counter({
  name: 'maskline_job_items_set_aside_total',
  help: 'Items that jobs of this process could not process and set aside, by job.',
  labelNames: ['job_name'] as const,
  registers: [metrics],
});

export const jobSetAside = new Gauge({
  name: 'maskline_job_set_aside',
  help: 'Items currently set aside, by job; counted once a minute.',
  labelNames: ['job_name'] as const,
  registers: [metrics],
});

export const carrierWebhooksRefused = new Counter({
  name: 'maskline_carrier_webhooks_refused_total',
  help: 'Refused carrier webhooks, by reason (secret, address, content-encoding).',
  labelNames: ['reason'] as const,
  registers: [metrics],
});

export const httpRequestsShed = new Counter({
  name: 'maskline_http_requests_shed_total',
  help: 'Requests refused beyond the quota without a known key or secret, by kind (probe, key, public).',
  labelNames: ['kind'] as const,
  registers: [metrics],
});

export const clockOffsetSeconds = new Gauge({
  name: 'maskline_clock_offset_seconds',
  help: "Seconds by which the database's clock is ahead of this machine's.",
  registers: [metrics],
});

// Prometheus sees no increase in a series that begins with 1.
for (const type of ['VCS', 'VSS', 'VRU', 'VNU', 'SMS']) deadLetters.inc({ type }, 0);
for (const reason of ['secret', 'address', 'content-encoding']) {
  carrierWebhooksRefused.inc({ reason }, 0);
}
decisionHookQuestions.inc({ outcome: 'circuit-open' }, 0);
