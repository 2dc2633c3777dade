import { createHmac, randomBytes } from 'node:crypto';
import { EncryptedText } from '../../security/index.js';

const PREFIX = 'whsec_';
/** Bytes; Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

export const newWebhookSecret = (): string =>
  `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

/** The secret of an endpoint, and its previous one. */
export const ENDPOINT_SECRET = new EncryptedText<{ endpointId: string }>(
  'webhook-secret',
  ({ endpointId }) => [endpointId],
);

/**
 * The headers that prove who sent a body, one signature for each secret.
 * Source: Standard Webhooks 1.0, "Webhook headers" and "Signature scheme".
 * @param at of the attempt; receivers refuse old ones
 */
export function signedHeaders(
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const sign = (secret: string): string => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  };
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}
