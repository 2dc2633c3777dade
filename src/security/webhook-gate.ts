import type { IncomingHttpHeaders } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/index.js';
import { blockList } from './block-list.js';
import { SecretSet } from './constant-time.js';
import { RefusalLog } from './refusal-log.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Whether a route takes messages of 8x8. */
export const isCarrierRoute = (url: string | undefined): boolean =>
  url?.startsWith('/webhooks/') ?? false;

/**
 * Lets in only 8x8: by the secret that we registered with each webhook, and by address where
 * addresses are set. It is asked before the body is read.
 */
@Injectable()
export class WebhookGate {
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
  check({ ip, headers }: FastifyRequest): void {
    const isAllowed = this.addressAllowed(ip);
    if (isAllowed && this.hasSecret(headers)) return;
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
  hasSecret(headers: IncomingHttpHeaders): boolean {
    const value = headers[this.header];
    return typeof value === 'string' && this.secrets.has(value.replace(/^Bearer +/i, ''));
  }
}
