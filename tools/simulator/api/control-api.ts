import type { FastifyInstance } from 'fastify';
import type { ApiFaults } from './api-faults.js';
import type { NumberUpdates } from '../numbers/number-updates.js';
import { answerErrors } from './phone-network-api.js';

export interface ControlApiOptions {
  numberUpdates: NumberUpdates;
  faults: ApiFaults;
}

/**
 * Simulates actions of 8x8 under `/simulator`, without authentication: adding, removing and changing
 * numbers, and API failures. Every change of a number returns the result of its VNU.
 */
export function controlApi(
  app: FastifyInstance,
  { numberUpdates, faults }: ControlApiOptions,
): void {
  answerErrors(app);
  type Number = { Params: { msisdn: string } };
  app.post('/numbers', (request) => numberUpdates.add(request.body));
  app.patch<Number>('/numbers/:msisdn', (request) =>
    numberUpdates.change(request.params.msisdn, request.body),
  );
  app.delete<Number>('/numbers/:msisdn', (request) => numberUpdates.remove(request.params.msisdn));
  app.post('/numbers/snapshot', () => numberUpdates.sendSnapshot());
  app.post('/faults', (request) => {
    faults.add(request.body);
    return { status: 'ok' };
  });
}
