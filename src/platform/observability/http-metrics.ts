import { Counter, Histogram } from 'prom-client';
import { metrics } from './registry.js';

export const httpRequests = new Counter({
  name: 'maskline_http_requests_total',
  help: 'Requests by surface and class of the status (2xx to 5xx; "cut-off": the client left).',
  labelNames: ['surface', 'status'] as const,
  registers: [metrics],
});

export const httpRequestDuration = new Histogram({
  name: 'maskline_http_request_duration_seconds',
  help: 'Time from the arrival of a request to the end of its response, by surface.',
  labelNames: ['surface'] as const,
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});
