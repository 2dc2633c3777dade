import { EncryptedDigest, EncryptedNumber, EncryptedText } from '../platform/security/index.js';

interface MessageKey {
  messageId: string;
}

/**
 * The text of a message. Bound to the message's id only, because the pool is not known before the
 * text is stored.
 */
export const MESSAGE_TEXT = new EncryptedText<MessageKey>('message-text', ({ messageId }) => [
  messageId,
]);

/**
 * The receiver of a reply or of a text of the company. A forwarded text has none: its receiver is the
 * callee of the route.
 */
export const MESSAGE_RECEIVER = new EncryptedNumber<MessageKey>(
  'message-receiver',
  ({ messageId }) => [messageId],
);

/** The digest of a request to send a text of the company. */
export const MESSAGE_CONTENT = new EncryptedDigest<MessageKey>(
  'message-content',
  ({ messageId }) => [messageId],
);

/** The phone number of a person who wants no texts. */
export const OPT_OUT_PERSON = new EncryptedNumber<{ optOutId: string }>(
  'opt-out',
  ({ optOutId }) => [optOutId],
);
