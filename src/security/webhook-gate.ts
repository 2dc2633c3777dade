import { type BlockList, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/index.js';
import { blockList } from './block-list.js';
import { SecretSet } from './constant-time.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/**
 * Lets in only 8x8: by the secret that we registered with each webhook, and by address where
 * addresses are set. It is asked before the body is read.
 */
@Injectable()
export class WebhookGate {
  private readonly secrets: SecretSet;
  private readonly header: string;
  private readonly allowed: BlockList | undefined;

  constructor(settings: Settings) {
    this.secrets = new SecretSet(settings.webhookSecrets);
    this.header = settings.webhookAuthHeader;
    this.allowed =
      settings.webhookAllowedIps.length > 0 ? blockList(settings.webhookAllowedIps) : undefined;
  }

  /** @throws UnauthenticatedError; which of the two was wrong is not told */
  check(request: FastifyRequest): void {
    if (!this.addressAllowed(request.ip) || !this.secretKnown(request)) {
      throw new UnauthenticatedError();
    }
  }

  private addressAllowed(ip: string): boolean {
    return this.allowed?.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4') ?? true;
  }

  /** 8x8 does not say whether it sends the value bare or after `Bearer `. */
  private secretKnown(request: FastifyRequest): boolean {
    const value = request.headers[this.header];
    return typeof value === 'string' && this.secrets.has(value.replace(/^Bearer +/i, ''));
  }
}
