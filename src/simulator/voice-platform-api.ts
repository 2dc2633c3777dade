import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { NumberRegistry, VirtualNumber } from './number-registry.js';
import { parseWebhook, type Webhook, type WebhookRegistry } from './webhook-registry.js';

export interface VoicePlatformApiOptions {
  subAccountId: string;
  apiKey: string;
  numbers: NumberRegistry;
  webhooks: WebhookRegistry;
}

const OK = { statusCode: 0, statusMessage: 'ok' } as const;
/** The only code that 8x8 publishes for an invalid body. */
const INVALID_PARAM = '1001';

/**
 * 8x8's own API under `/api/v1/subaccounts/{subAccountId}`: virtual numbers and webhooks.
 * Source: 8x8 Connect, Number Masking API (OpenAPI), v1.
 */
export function voicePlatformApi(app: FastifyInstance, options: VoicePlatformApiOptions): void {
  const { subAccountId, numbers, webhooks } = options;

  app.addHook<{ Params: { subAccountId: string } }>('onRequest', async (request, reply) => {
    if (!sameSecret(request.headers.authorization ?? '', `Bearer ${options.apiKey}`)) {
      return reply.code(401).send(failure(401, 'API key not found or invalid'));
    }
    if (request.params.subAccountId !== subAccountId) {
      return reply.code(403).send(failure(403, 'Resource not accessible'));
    }
  });

  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    // Fastify's 4xx are all about the body: no JSON, too large, another media type.
    if ((error.statusCode ?? 500) >= 500) return reply.code(500).send(failure(500, 'Server error'));
    return reply.code(422).send(invalidParam('Invalid JSON request body'));
  });

  // Many clients send the content type with a DELETE, which has no body.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null, undefined);
      else void parseJson(request, body, done);
    },
  );

  app.get('/numbers', () => ({
    totalNumbers: numbers.all().length,
    lastUpdatedAt: numbers.createdAt.toISOString(),
    numbers: numbers.all().map((number) => numberResource(number, options)),
    ...OK,
  }));

  app.get<{ Params: { number: string } }>('/numbers/:number', (request, reply) => {
    const number = numbers.find(request.params.number);
    if (!number) return reply.code(404).send(failure(404, 'Virtual Number not found'));
    const { referenceId, msisdn, countryCode } = number;
    const timestamp = new Date().toISOString();
    return reply.send({ ...OK, timestamp, payload: { referenceId, msisdn, countryCode } });
  });

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
    if (!removed) return reply.code(404).send(failure(404, 'Resource not found'));
    return reply.send({
      subAccountId,
      ...webhookResource({ ...removed, enabled: false }),
      statusCode: 0,
      statusMessage: 'deleted',
    });
  });
}

/** Takes the same time whatever the two have in common; hashed, for their lengths may differ. */
function sameSecret(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

const failure = (statusCode: number, statusMessage: string) => ({
  statusCode,
  statusMessage,
  timestamp: new Date().toISOString(),
});

const invalidParam = (statusMessage: string) => ({
  errorId: randomUUID(),
  statusCode: INVALID_PARAM,
  statusMessage,
  timestamp: new Date().toISOString(),
});

const webhookResource = ({ type, url, enabled, httpAuthHeader }: Webhook) => ({
  type,
  url,
  enabled,
  httpAuthHeaderAvailable: httpAuthHeader !== undefined,
});

function numberResource(number: VirtualNumber, options: VoicePlatformApiOptions) {
  const createdAt = options.numbers.createdAt.toISOString();
  const isHealthy = number.operationalStatus !== 'Unhealthy';
  return {
    ...number,
    dateCreated: createdAt,
    dateUpdated: createdAt,
    rentalPrice: 5,
    incomingRate: 0.05,
    billingUnit: 60,
    billingCurrency: 'USD',
    uri: `/api/v1/subaccounts/${options.subAccountId}/numbers/${number.msisdn.slice(1)}`,
    numberHealthCheckEnabled: true,
    numberHealth: {
      isHealthy,
      status: isHealthy ? 'Healthy' : 'Unhealthy',
      lastCheckedTime: createdAt,
    },
  };
}
