import { DomainError } from '../platform/errors/index.js';

export class EventNotFoundError extends DomainError {
  readonly code = 'event-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No event has this ID; old events are deleted after their retention period.');
  }
}

export class EventSubscriptionNotFoundError extends DomainError {
  readonly code = 'event-subscription-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No event subscription has this ID.');
  }
}

/** A copy of the error of the pool module: the events module must not depend on it. */
export class UnknownPoolError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No pool has this ID or name.');
  }
}

export class TooManyEventSubscriptionsError extends DomainError {
  readonly code = 'too-many-event-subscriptions';
  readonly kind = 'conflict';
  constructor(most: number) {
    super(`The maximum of ${most} event subscriptions is reached. Delete one first.`);
  }
}

export type UrlFault = 'not-a-url' | 'not-https' | 'user-or-fragment' | 'address-not-allowed';

export class SubscriptionUrlRefusedError extends DomainError {
  readonly code = 'subscription-url-refused';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string; reason: UrlFault };
  constructor(reason: UrlFault) {
    super('Events cannot be sent to this URL; see `reason`.');
    this.extensions = { path: 'url', reason };
  }
}
