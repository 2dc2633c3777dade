import { DomainError } from '../platform/errors/index.js';

export class EventNotFoundError extends DomainError {
  readonly code = 'event-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no event of this id; old ones are forgotten.');
  }
}

export class EventSubscriptionNotFoundError extends DomainError {
  readonly code = 'event-subscription-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no event subscription of this id.');
  }
}

/** Pools stand above events, so this module says in its own words that there is none. */
export class UnknownPoolError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no pool of this id or name.');
  }
}

export class TooManyEventSubscriptionsError extends DomainError {
  readonly code = 'too-many-event-subscriptions';
  readonly kind = 'conflict';
  constructor(most: number) {
    super(`There are ${most} event subscriptions already.`);
  }
}

export type UrlFault = 'not-a-url' | 'not-https' | 'user-or-fragment' | 'address-not-allowed';

export class SubscriptionUrlRefusedError extends DomainError {
  readonly code = 'subscription-url-refused';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string; reason: UrlFault };
  constructor(reason: UrlFault) {
    super('Events are not sent to such an address.');
    this.extensions = { path: 'url', reason };
  }
}
