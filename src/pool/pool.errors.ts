import { DomainError } from '../common/index.js';

export class PoolNotFoundError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no pool of this id or name.');
  }
}

export class PoolNameTakenError extends DomainError {
  readonly code = 'pool-name-taken';
  readonly kind = 'conflict';
  constructor() {
    super('Another pool has this name.');
  }
}

export class VirtualNumberNotFoundError extends DomainError {
  readonly code = 'virtual-number-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No pool has this virtual number.');
  }
}

/** A virtual number belongs to one pool: its routes are unique within it. */
export class VirtualNumberTakenError extends DomainError {
  readonly code = 'virtual-number-taken';
  readonly kind = 'conflict';
  constructor() {
    super('One of the virtual numbers is in another pool; nothing was added.');
  }
}
