import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { blockList } from './block-list.js';
import { SecretSet } from './constant-time.js';
import { RefusalLog } from './refusal-log.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Whether a route takes messages of 8x8. */
export const isCarrierRoute = (url: string | undefined): boolean =>
  url?.startsWith('/webhooks/') ?? false;

/** On a request that had a secret when it came: each is looked at twice. */
const HAS_SECRET = Symbol('has a secret of 8x8');
type CarrierRequest = IncomingMessage & { [HAS_SECRET]?: true };

/**
 * Lets in only 8x8: by the secret that we registered with each webhook, and by address where
 * addresses are set. It is asked before the body is read.
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

  /** @throws UnauthenticatedError; which of the two was wrong stands in the log only */
  check({ ip, raw }: FastifyRequest): void {
    const isAllowed = this.addressAllowed(ip);
    if (isAllowed && this.hasSecret(raw)) return;
    this.refusals.add(isAllowed ? 'secret' : 'address', ip);
    throw new UnauthenticatedError();
  }

  /** What a proxy wrote instead of an address is not allowed. */
  private addressAllowed(ip: string): boolean {
    if (!this.allowed) return true;
    const family = isIP(ip);
    return family !== 0 && this.allowed.check(ip, family === 6 ? 'ipv6' : 'ipv4');
  }

  /** 8x8 does not say whether it sends the value bare or after `Bearer `. */
  hasSecret(request: CarrierRequest): boolean {
    if (request[HAS_SECRET]) return true;
    const value = request.headers[this.header];
    const isRight = typeof value === 'string' && this.secrets.has(value.replace(/^Bearer +/i, ''));
    if (isRight) request[HAS_SECRET] = true;
    return isRight;
  }
}
