import { DomainError } from '../../platform/errors/index.js';
import type { Uuid } from '../../platform/values/index.js';

/** Reasons why a party cannot be texted. */
export const UNSENDABLE_REASONS = ['channel-off', 'booking-ended', 'blocked', 'opted-out'] as const;
export type UnsendableReason = (typeof UNSENDABLE_REASONS)[number];

export class MessageNotSendableError extends DomainError {
  readonly code = 'message-not-sendable';
  readonly kind = 'conflict';
  override readonly extensions: { reason: UnsendableReason };
  constructor(reason: UnsendableReason) {
    super('This party cannot be texted; see reason.');
    this.extensions = { reason };
  }
}

export class MessageReferenceTakenError extends DomainError {
  readonly code = 'message-reference-taken';
  readonly kind = 'conflict';
  override readonly extensions: { messageId: Uuid };
  constructor(messageId: string) {
    super(
      'The booking already has a text with this reference and different content; use a new reference.',
    );
    this.extensions = { messageId };
  }
}
