import type { FastifyInstance } from 'fastify';
import { failure, invalidParam, OK } from './api-status.js';
import { parseWebhook, type Webhook, type WebhookRegistry } from './webhook-registry.js';

/** The webhooks of the sub-account. */
export function webhooksApi(
  app: FastifyInstance,
  { subAccountId, webhooks }: { subAccountId: string; webhooks: WebhookRegistry },
): void {
  const webhookList = () => ({
    subAccountId,
    count: webhooks.all().length,
    webhooks: webhooks.all().map(webhookResource),
    ...OK,
  });

  app.get('/webhooks', webhookList);

  app.post('/webhooks', (request, reply) => {
    const webhook = parseWebhook(request.body);
    if (typeof webhook === 'string') return reply.code(422).send(invalidParam(webhook));
    webhooks.register(webhook);
    return reply.send(webhookList());
  });

  app.delete<{ Params: { type: string } }>('/webhooks/:type', (request, reply) => {
    const removed = webhooks.remove(request.params.type);
    if (!removed) return reply.code(404).send(failure(404));
    return reply.send({
      subAccountId,
      ...webhookResource({ ...removed, enabled: false }),
      statusCode: 0,
      statusMessage: 'deleted',
    });
  });
}

const webhookResource = ({ type, url, enabled, httpAuthHeader }: Webhook) => ({
  type,
  url,
  enabled,
  httpAuthHeaderAvailable: httpAuthHeader !== undefined,
});
