import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { CarrierWebhookGate } from './carrier-webhook-gate.js';

/**
 * What a request is by its path and credentials alone: `trusted` with a secret of 8x8 or a key that
 * was good lately, `key` with one that may be good, `probe` of the process's health, or `public`.
 */
export type RequestKind = 'trusted' | 'key' | 'probe' | 'public';

const PROBES = new Set(['/health/live', '/health/ready']);

/**
 * Tells kinds of requests apart before anything is done for them, without the database. It decides
 * only who is served first: who gets in is decided by the gates.
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
    if (url.startsWith('/v1/')) return this.authenticator.kindOf(request);
    return PROBES.has(url) ? 'probe' : 'public';
  }
}
