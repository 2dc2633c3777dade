import { Injectable } from '@nestjs/common';
import type { EventResponse } from '../outbox/event.mapper.js';
import type { DeliveryFormatName } from '../subscriptions/event-subscription.entity.js';

export interface EventToWrite {
  event: EventResponse;
  poolId: string;
  url: string;
  /** Of the subscription, to sign the request with. */
  secret: string;
}

export interface DeliveryRequest {
  body: string;
  headers: Record<string, string>;
}

/** Writes an event as a request. Returns undefined if the subscription needs no request for it. */
export type DeliveryFormat = (event: EventToWrite) => Promise<DeliveryRequest | undefined>;

/** Formats of deliveries besides ours, by name. Other modules add theirs when they start. */
@Injectable()
export class DeliveryFormats {
  private readonly byName = new Map<DeliveryFormatName, DeliveryFormat>();

  add(name: DeliveryFormatName, format: DeliveryFormat): void {
    this.byName.set(name, format);
  }

  of(name: DeliveryFormatName): DeliveryFormat | undefined {
    return this.byName.get(name);
  }
}
