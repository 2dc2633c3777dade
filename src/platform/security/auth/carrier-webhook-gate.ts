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

/** 8x8 sends texts from other addresses than calls, and with a secret of their own. */
type Channel = 'voice' | 'sms';
const channelOf = (url: string | undefined): Channel =>
  /^\/webhooks\/8x8\/sms(?:$|\?)/.test(url ?? '') ? 'sms' : 'voice';

interface Credentials {
  secrets: SecretSet;
  /** Undefined: any address. */
  allowed: BlockList | undefined;
}

/** Marks a request with a valid secret of a channel, because each request is checked twice. */
const HAS_SECRET = Symbol('has a secret of 8x8');
type CarrierRequest = IncomingMessage & { [HAS_SECRET]?: Channel };

/**
 * Admits only requests of 8x8: by the secret that we registered with each webhook, and by address
 * if addresses are configured. Checks before the body is read.
 */
@Injectable()
export class CarrierWebhookGate {
  private readonly credentials: Readonly<Record<Channel, Credentials>>;
  private readonly header: string;
  private readonly refusals = new RefusalLog();

  constructor(settings: Settings) {
    const { webhookSecrets, smsWebhookSecrets = webhookSecrets } = settings;
    this.credentials = {
      voice: credentials(webhookSecrets, settings.webhookAllowedIps),
      sms: credentials(smsWebhookSecrets, settings.smsWebhookAllowedIps),
    };
    this.header = settings.webhookAuthHeader;
  }

  /** @throws UnauthenticatedError; only the log says whether the secret or the address was wrong */
  check({ ip, raw, routeOptions }: FastifyRequest): void {
    const channel = channelOf(routeOptions.url);
    const isAllowed = isAddressAllowed(ip, this.credentials[channel].allowed);
    if (isAllowed && this.hasSecretOf(channel, raw)) return;
    this.refusals.add(isAllowed ? 'secret' : 'address', ip);
    throw new UnauthenticatedError();
  }

  /** Whether a request has a secret of the channel that its URL names. */
  hasSecret(request: IncomingMessage): boolean {
    return this.hasSecretOf(channelOf(request.url), request);
  }

  /** Accepts the secret bare or after `Bearer `, because 8x8 does not document which it sends. */
  private hasSecretOf(channel: Channel, request: CarrierRequest): boolean {
    if (request[HAS_SECRET] === channel) return true;
    const value = request.headers[this.header];
    const { secrets } = this.credentials[channel];
    const isRight = typeof value === 'string' && secrets.has(value.replace(/^Bearer +/i, ''));
    if (isRight) request[HAS_SECRET] = channel;
    return isRight;
  }
}

const credentials = (secrets: readonly string[], addresses: readonly string[]): Credentials => ({
  secrets: new SecretSet(secrets),
  allowed: addresses.length > 0 ? blockList(addresses) : undefined,
});

/** Refuses any text that is not an address, which a proxy may have written. */
function isAddressAllowed(ip: string, allowed: BlockList | undefined): boolean {
  if (!allowed) return true;
  const family = isIP(ip);
  return family !== 0 && allowed.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}
