import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { blockList } from './block-list.js';
import { SecretSet } from './constant-time.js';
import { RefusalLog } from './refusal-log.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Whether a route receives carrier webhooks. */
export const isCarrierRoute = (url: string | undefined): boolean =>
  url?.startsWith('/webhooks/') ?? false;

/** Marks a request with a valid secret, because each request is checked twice. */
const HAS_SECRET = Symbol('has a secret of 8x8');
type CarrierRequest = IncomingMessage & { [HAS_SECRET]?: true };

/**
 * Admits only requests of 8x8: by the secret that we registered with each webhook, and by address
 * if addresses are configured. Checks before the body is read.
 */
@Injectable()
export class CarrierWebhookGate {
  private readonly secrets: SecretSet;
  private readonly header: string;
  private readonly allowed: BlockList | undefined;
  private readonly refusals = new RefusalLog();

  constructor(settings: Settings) {
    this.secrets = new SecretSet(settings.webhookSecrets);
    this.header = settings.webhookAuthHeader;
    this.allowed =
      settings.webhookAllowedIps.length > 0 ? blockList(settings.webhookAllowedIps) : undefined;
  }

  /** @throws UnauthenticatedError; only the log says whether the secret or the address was wrong */
  check({ ip, raw }: FastifyRequest): void {
    const isAllowed = this.addressAllowed(ip);
    if (isAllowed && this.hasSecret(raw)) return;
    this.refusals.add(isAllowed ? 'secret' : 'address', ip);
    throw new UnauthenticatedError();
  }

  /** Refuses any text that is not an address, which a proxy may have written. */
  private addressAllowed(ip: string): boolean {
    if (!this.allowed) return true;
    const family = isIP(ip);
    return family !== 0 && this.allowed.check(ip, family === 6 ? 'ipv6' : 'ipv4');
  }

  /** Accepts the secret bare or after `Bearer `, because 8x8 does not document which it sends. */
  hasSecret(request: CarrierRequest): boolean {
    if (request[HAS_SECRET]) return true;
    const value = request.headers[this.header];
    const isRight = typeof value === 'string' && this.secrets.has(value.replace(/^Bearer +/i, ''));
    if (isRight) request[HAS_SECRET] = true;
    return isRight;
  }
}
