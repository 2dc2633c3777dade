import type { FastifyError, FastifyInstance } from 'fastify';
import { acceptEmptyJson, hasApiKey } from '../../api/api-guard.js';
import type { ApiFaults } from '../../api/api-faults.js';
import { SmsFailure, smsFailureOf } from './sms-failure.js';

/**
 * Checks the API key, plays the requested faults, and formats errors as the SMS API does.
 * @param root the part of the path before that of a fault: the sub-account or the account
 */
export function guardSmsApi(
  app: FastifyInstance,
  { apiKey, faults }: { apiKey: string; faults: ApiFaults },
  root: RegExp,
): void {
  app.addHook('onRequest', async (request, reply) => {
    const fault = faults.take(request.url.replace(root, ''));
    if (fault !== undefined) {
      return faults.answer(fault, reply, (status) => smsFailureOf(status).body());
    }
    if (!hasApiKey(request, apiKey)) throw new SmsFailure(1200);
  });

  app.setErrorHandler<FastifyError | SmsFailure>((error, _request, reply) => {
    const failure = error instanceof SmsFailure ? error : smsFailureOf(error.statusCode ?? 500);
    return reply.code(failure.status).headers(failure.headers).send(failure.body());
  });

  acceptEmptyJson(app);
}
