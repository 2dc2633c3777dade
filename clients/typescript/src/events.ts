import { Webhook } from 'standardwebhooks';
import type { Schemas } from './schemas.js';

/** An event, as event subscriptions receive it. Types and fields may be added: ignore what you do not know. */
export type MasklineEvent = Schemas['Event'];

/** The event is not of Maskline, was changed on the way, or is older than five minutes. Respond with 401. */
export class EventSignatureError extends Error {
  override readonly name = 'EventSignatureError';
}

/** Headers of a request, of Node and Express or of the Fetch API. */
type EventHeaders = Headers | Readonly<Record<string, string | string[] | undefined>>;

const SIGNED = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/**
 * Returns the event in a request of Maskline.
 * @param body as it was received: parsed and serialized again, its signature would not match
 * @param secret of the event subscription, `whsec_…`
 * @throws EventSignatureError
 */
export function verifyEvent(
  body: string | Uint8Array,
  headers: EventHeaders,
  secret: string,
): MasklineEvent {
  const webhook = new Webhook(secret);
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const signed = Object.fromEntries(SIGNED.map((name) => [name, valueOf(headers, name)]));
  try {
    return webhook.verify(text, signed) as MasklineEvent;
  } catch (error) {
    throw new EventSignatureError('the signature of the event is not valid', { cause: error });
  }
}

function valueOf(headers: EventHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof value === 'string' ? value : '';
}
