import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { EncryptedText } from '../../platform/security/index.js';

/** Bytes; Standard Webhooks requires 24 to 64. */
const SECRET_BYTES = 32;

export const newSubscriptionSecret = (): string =>
  `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** Encrypts the current and the previous secret of an event subscription. */
export const SUBSCRIPTION_SECRET = new EncryptedText<{ subscriptionId: string }>(
  'webhook-secret',
  ({ subscriptionId }) => [subscriptionId],
);

/**
 * Returns the headers that prove who sent a body, with one signature for each secret.
 * Source: Standard Webhooks 1.0, "Webhook headers" and "Signature scheme".
 * @param at time of the attempt; receivers refuse old ones
 */
export const signedHeaders = (
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': Math.floor(at.getTime() / 1000).toString(),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
});
