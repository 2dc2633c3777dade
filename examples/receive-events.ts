// A receiver of Maskline's events, with Express. It verifies each event and handles it once.
import express, { type Express } from 'express';
import { type MasklineEvent, verifyEvent } from '../clients/typescript/src/index.js';

/**
 * Creates the receiver, at `POST /maskline`.
 * @param secret of the event subscription, `whsec_…`
 * @param handle resolves when the event is stored or done. If it fails, Maskline sends the event again.
 */
export function eventReceiver(
  secret: string,
  handle: (event: MasklineEvent) => Promise<void>,
): Express {
  // Events arrive at least once. In production keep the ids in your database, and write an id in the same
  // transaction as the effect of its event.
  const handled = new Set<string>();
  const app = express();
  // The signature is that of the raw body: parsing and serializing it again would change it.
  app.post('/maskline', express.raw({ type: 'application/json' }), async (request, response) => {
    let event: MasklineEvent;
    try {
      event = verifyEvent(request.body as Buffer, request.headers, secret);
    } catch {
      // Not from Maskline, changed on the way, or older than five minutes.
      response.sendStatus(401);
      return;
    }
    if (!handled.has(event.id)) {
      await handle(event);
      handled.add(event.id);
    }
    response.sendStatus(204);
  });
  return app;
}
