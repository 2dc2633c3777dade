import { DomainError } from '../../platform/errors/index.js';

export class BlockNotFoundError extends DomainError {
  readonly code = 'block-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no block with this id; check the id.');
  }
}

export class BlockEndInThePastError extends DomainError {
  readonly code = 'block-end-in-the-past';
  readonly kind = 'unprocessable';
  constructor() {
    super('until must be in the future; omit it for a block without end.');
  }
}

/** Thrown instead of booking two people of whom one may not reach the other. */
export class PartiesBlockedError extends DomainError {
  readonly code = 'parties-blocked';
  readonly kind = 'unprocessable';
  constructor() {
    super('One of the parties may not reach the other; book other parties, or delete the block.');
  }
}
