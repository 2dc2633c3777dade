import { DomainError } from '../errors/index.js';

export class JobNotFoundError extends DomainError {
  readonly code = 'job-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No job has this name.');
  }
}

export class JobRunningError extends DomainError {
  readonly code = 'job-running';
  readonly kind = 'conflict';
  constructor() {
    super('The job is already running; wait until it has finished.');
  }
}
