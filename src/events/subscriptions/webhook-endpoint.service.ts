import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../platform/rest/index.js';
import { Settings } from '../../platform/config/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { AddressGuard } from './address-guard.js';
import { EventService } from '../outbox/event.service.js';
import {
  TooManyWebhookEndpointsError,
  WebhookEndpointNotFoundError,
  WebhookUrlRefusedError,
} from '../events.errors.js';
import type { CreateWebhookEndpointDto, UpdateWebhookEndpointDto } from './webhook-endpoint.dto.js';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { mapWebhookEndpoint, type WebhookEndpointAnswer } from './webhook-endpoint.mapper.js';
import { WebhookEndpointRepository } from './webhook-endpoint.repository.js';
import { newWebhookSecret, ENDPOINT_SECRET } from '../delivery/webhook-signature.js';

/** Each has attempts of its own under way, and calls ask which of them want an event. */
export const MOST_ENDPOINTS = 100;
/** Seconds in which both secrets are valid. */
const ROTATION_OVERLAP_SECONDS = 24 * 60 * 60;

/** An endpoint with its secret, which is told this once. */
export interface RevealedEndpoint extends WebhookEndpointAnswer {
  secret: string;
}

/** Where clients want to be told of events. */
@Injectable()
export class WebhookEndpointService {
  constructor(
    private readonly endpoints: WebhookEndpointRepository,
    private readonly events: EventService,
    private readonly guard: AddressGuard,
    private readonly vault: NumberVault,
    private readonly settings: Settings,
  ) {}

  /** @throws WebhookUrlRefusedError, UnknownPoolError, TooManyWebhookEndpointsError */
  async create(request: CreateWebhookEndpointDto): Promise<RevealedEndpoint> {
    const { types = null, description = null } = request;
    const url = this.checkedUrl(request.url);
    const poolIds = await this.poolIdsOf(request.pools ?? null);
    // A hint: two at once may make it one more, which does no harm.
    if ((await this.endpoints.count()) >= MOST_ENDPOINTS) {
      throw new TooManyWebhookEndpointsError(MOST_ENDPOINTS);
    }
    const id = uuidv7();
    const secret = newWebhookSecret();
    const secretCiphertext = ENDPOINT_SECRET.encrypt(this.vault, secret, { endpointId: id });
    const row = { id, url, types, poolIds, description, secretCiphertext };
    return { ...(await this.toAnswer(await this.endpoints.insert(row))), secret };
  }

  /** @throws WebhookEndpointNotFoundError */
  async get(id: string): Promise<WebhookEndpointAnswer> {
    return this.toAnswer(await this.find(id));
  }

  /** Newest first. @throws InvalidCursorError */
  async list({ limit, cursor }: PageQuery): Promise<Page<WebhookEndpointAnswer>> {
    const rows = await this.endpoints.list(limit + 1, decodeCursor(cursor, isUuid));
    const names = await this.endpoints.poolNames(rows.flatMap(({ poolIds }) => poolIds ?? []));
    return toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => mapWebhookEndpoint(row, names),
    );
  }

  /**
   * Changes what is given. Enabling lets what is still pending be sent; what happened while it was
   * disabled was not kept for it.
   * @throws WebhookEndpointNotFoundError, WebhookUrlRefusedError, UnknownPoolError
   */
  async update(id: string, change: UpdateWebhookEndpointDto): Promise<WebhookEndpointAnswer> {
    await this.find(id);
    const { url, pools, types, description, state } = change;
    await this.endpoints.update(id, {
      ...(url !== undefined && { url: this.checkedUrl(url) }),
      ...(pools !== undefined && { poolIds: await this.poolIdsOf(pools) }),
      ...(types !== undefined && { types }),
      ...(description !== undefined && { description }),
      ...(state !== undefined && { state }),
    });
    return this.get(id);
  }

  /**
   * Gives it a new secret; for 24 hours deliveries are signed with the one of before too.
   * @throws WebhookEndpointNotFoundError
   */
  async rotateSecret(id: string): Promise<RevealedEndpoint> {
    await this.find(id);
    const secret = newWebhookSecret();
    const sealed = ENDPOINT_SECRET.encrypt(this.vault, secret, { endpointId: id });
    await this.endpoints.rotate(id, sealed, ROTATION_OVERLAP_SECONDS);
    return { ...(await this.get(id)), secret };
  }

  /** What is still on its way to it is not sent. @throws WebhookEndpointNotFoundError */
  async delete(id: string): Promise<void> {
    if (!(await this.endpoints.delete(id))) throw new WebhookEndpointNotFoundError();
  }

  private async find(id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.endpoints.findById(id);
    if (!endpoint) throw new WebhookEndpointNotFoundError();
    return endpoint;
  }

  private async toAnswer(row: WebhookEndpoint): Promise<WebhookEndpointAnswer> {
    return mapWebhookEndpoint(row, await this.endpoints.poolNames(row.poolIds ?? []));
  }

  private async poolIdsOf(pools: readonly string[] | null): Promise<string[] | null> {
    if (pools === null) return null;
    const found = await Promise.all(pools.map((pool) => this.events.findPool(pool)));
    return [...new Set(found.map(({ id }) => id))];
  }

  /**
   * Refuses at once what can never be sent to. A name is looked up at each delivery only: what it
   * leads to now says nothing of then. @throws WebhookUrlRefusedError
   */
  private checkedUrl(text: string): string {
    if (!URL.canParse(text)) throw new WebhookUrlRefusedError('not-a-url');
    const url = new URL(text);
    const isHttp = url.protocol === 'http:' && this.settings.webhookEndpointAllowHttp;
    if (url.protocol !== 'https:' && !isHttp) throw new WebhookUrlRefusedError('not-https');
    if (url.username || url.password || url.hash) {
      throw new WebhookUrlRefusedError('user-or-fragment');
    }
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) > 0 && !this.guard.allows(host)) {
      throw new WebhookUrlRefusedError('address-not-allowed');
    }
    return url.href;
  }
}
