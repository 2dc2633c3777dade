import type { FastifyInstance } from 'fastify';
import { answerErrors } from '../api/phone-network-api.js';
import { check, fieldsOf } from '../api/request-fields.js';
import type { SmsPlatform } from './sms-platform.js';
import type { SmsWebhooks } from './api/sms-webhooks.js';
import type { TextBehaviours } from './text-behaviours.js';

export interface PhonesApiOptions {
  platform: SmsPlatform;
  behaviours: TextBehaviours;
  webhooks: SmsWebhooks;
}

/** Phones that send and receive texts, under `/simulator`, without authentication. */
export function phonesApi(
  app: FastifyInstance,
  { platform, behaviours, webhooks }: PhonesApiOptions,
): void {
  answerErrors(app);
  type Phone = { Params: { number: string } };
  app.post('/messages', (request) => platform.receive(request.body));
  app.get('/messages', () => ({ items: platform.texts.all() }));
  app.get<Phone>('/phones/:number/messages', (request) => ({
    items: platform.texts.receivedBy(request.params.number),
  }));
  app.put<Phone>('/phones/:number/behaviour', (request) => {
    behaviours.setPhone(request.params.number, request.body);
    return { status: 'ok' };
  });
  app.post('/message-behaviour', (request) => {
    behaviours.addNext(request.body);
    return { status: 'ok' };
  });
  app.put('/old-sms-webhook', (request) => {
    const { url } = fieldsOf(request.body, 'the webhook', ['url']);
    check(url === null || typeof url === 'string', 'url is neither a text nor null');
    webhooks.oldWebhookUrl = url ?? undefined;
    return { status: 'ok' };
  });
}
