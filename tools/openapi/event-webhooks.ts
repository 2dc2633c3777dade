import type { Examples } from './examples.js';
import type { Schema } from './type-schemas.js';

const header = (name: string, description: string, example: string): Schema => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/**
 * The webhook of event subscriptions, see `docs/events.md`.
 * @param receiver a program in TypeScript that receives events
 */
export const eventWebhooks = (examples: Examples, receiver: string): Schema => ({
  event: {
    post: {
      operationId: 'receiveEvent',
      tags: ['Events'],
      summary: 'Receives an event',
      description:
        'Sent to the event subscriptions for its type and pool, signed by Standard Webhooks. Delivered at least once: the same `id` can arrive again.',
      security: [],
      'x-codeSamples': [{ lang: 'typescript', label: 'TypeScript', source: receiver }],
      parameters: [
        header(
          'webhook-id',
          'The id of the event, the same for each attempt.',
          '019ab1f4-6f10-7e44-8b02-92a3b4c5d6e7',
        ),
        header('webhook-timestamp', 'Seconds since 1970 of this attempt.', '1795507200'),
        header(
          'webhook-signature',
          '`v1,` and the base64 of the HMAC-SHA-256 of `id.timestamp.body`. During a secret rotation there are two, separated by a space.',
          'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
        ),
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Event' },
            ...examples.ofEvents(),
          },
        },
      },
      responses: {
        '2XX': { description: 'The event was received. Only the status counts.' },
        '410': { description: 'Disables the event subscription.' },
        default: { description: 'Maskline delivers the event again later.' },
      },
    },
  },
});
