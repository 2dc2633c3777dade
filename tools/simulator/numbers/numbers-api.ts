import type { FastifyInstance } from 'fastify';
import { failure, OK } from '../api/api-status.js';
import { TARIFF } from './number-message.js';
import type { NumberRegistry, VirtualNumber } from './number-registry.js';

/** The virtual numbers of the sub-account. */
export function numbersApi(
  app: FastifyInstance,
  { subAccountId, numbers }: { subAccountId: string; numbers: NumberRegistry },
): void {
  app.get('/numbers', () => ({
    totalNumbers: numbers.all().length,
    lastUpdatedAt: numbers.lastUpdatedAt.toISOString(),
    numbers: numbers.all().map((number) => numberResource(number, subAccountId)),
    ...OK,
  }));

  app.get<{ Params: { number: string } }>('/numbers/:number', (request, reply) => {
    const number = numbers.find(request.params.number);
    if (!number) return reply.code(404).send(failure(404, 'Virtual Number not found'));
    const { referenceId, msisdn, countryCode } = number;
    const timestamp = new Date().toISOString();
    return reply.send({ ...OK, timestamp, payload: { referenceId, msisdn, countryCode } });
  });
}

function numberResource(number: VirtualNumber, subAccountId: string) {
  const { createdAt, updatedAt, isHealthy, ...fields } = number;
  const dateUpdated = updatedAt.toISOString();
  return {
    ...fields,
    dateCreated: createdAt.toISOString(),
    dateUpdated,
    ...TARIFF,
    uri: `/api/v1/subaccounts/${subAccountId}/numbers/${number.msisdn.slice(1)}`,
    numberHealthCheckEnabled: true,
    numberHealth: {
      isHealthy,
      status: isHealthy ? 'Healthy' : 'Unhealthy',
      lastCheckedTime: dateUpdated,
    },
  };
}
