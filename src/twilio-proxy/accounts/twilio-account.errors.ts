import { DomainError } from '../../platform/errors/index.js';

export class TwilioAccountNotFoundError extends DomainError {
  readonly code = 'twilio-account-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No Twilio account has this SID. `GET /v1/twilio-accounts` lists them.');
  }
}
