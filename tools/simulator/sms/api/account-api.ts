import type { FastifyInstance } from 'fastify';
import type { ApiFaults } from '../../api/api-faults.js';
import { pricesOf } from './prices.js';
import { SmsFailure } from './sms-failure.js';
import { guardSmsApi } from './sms-guard.js';
import type { SmsWebhooks } from './sms-webhooks.js';

export interface AccountApiOptions {
  accountId: string;
  subAccountId: string;
  apiKey: string;
  webhooks: SmsWebhooks;
  faults: ApiFaults;
}

/** The SMS webhooks and prices of the account. Source: 8x8 Connect, SMS API (OpenAPI), v1. */
export function accountApi(app: FastifyInstance, options: AccountApiOptions): void {
  const { subAccountId, webhooks } = options;
  guardSmsApi(app, options, /^\/api\/v1\/accounts\/[^/]+/);
  app.addHook<{ Params: { accountId: string } }>('onRequest', async (request) => {
    if (request.params.accountId !== options.accountId) throw new SmsFailure(1201);
  });

  app.get('/webhooks', () => webhooks.list());
  app.post('/webhooks', (request, reply) => {
    webhooks.register(request.body);
    return reply.send();
  });
  app.delete('/webhooks', (request, reply) => {
    webhooks.remove(request.body);
    return reply.send();
  });

  type Prices = { Querystring: { country?: string; direction?: string; subAccountId?: string } };
  app.get<Prices>('/prices', ({ query }) => {
    if (query.subAccountId !== undefined && query.subAccountId !== subAccountId) {
      throw new SmsFailure(1001);
    }
    return { subAccounts: [pricesOf(subAccountId, query)] };
  });
}
