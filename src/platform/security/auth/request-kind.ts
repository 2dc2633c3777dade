import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { CarrierWebhookGate } from './carrier-webhook-gate.js';

/**
 * The kind of a request, by path and credentials only: `trusted` with a secret of 8x8 or a recently
 * valid key, `key` with a possibly valid key, `probe` for health checks, or `public`.
 */
export type RequestKind = 'trusted' | 'key' | 'probe' | 'public';

const PROBES = new Set(['/health/live', '/health/ready']);
/** What each page of the console asks first; it needs no place among public requests. */
const SESSION = '/console/session';

/**
 * Classifies requests before they are processed, without the database. The kind decides only the
 * priority of a request; the gates decide on access.
 */
@Injectable()
export class RequestClassifier {
  constructor(
    private readonly carrierWebhookGate: CarrierWebhookGate,
    private readonly authenticator: Authenticator,
  ) {}

  kindOf(request: IncomingMessage): RequestKind {
    const { url = '' } = request;
    if (url.startsWith('/webhooks/')) {
      return this.carrierWebhookGate.hasSecret(request) ? 'trusted' : 'public';
    }
    if (url.startsWith('/v1/') || url === SESSION) return this.authenticator.kindOf(request);
    return PROBES.has(url) ? 'probe' : 'public';
  }
}
