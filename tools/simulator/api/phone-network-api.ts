import type { FastifyError, FastifyInstance } from 'fastify';
import { InvalidRequestError, NumberNotInServiceError, SimulatorClosedError } from './errors.js';
import type { Switchboard } from '../calls/switchboard.js';

/** The telephones, under `/simulator`: not part of 8x8's API, and without authentication. */
export function phoneNetworkApi(app: FastifyInstance, switchboard: Switchboard): void {
  answerErrors(app);
  app.post('/calls', (request) => switchboard.place(request.body));
  app.get('/calls', () => ({ items: switchboard.pastCalls() }));
  app.post('/app-call-behaviour', (request) => {
    switchboard.nextAppCall(request.body);
    return { status: 'ok' };
  });
  app.get('/health', () => ({ status: 'ok' }));
}

/** Formats the errors of the routes under `/simulator`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = statusOf(error);
    const message = status >= 500 && status !== 503 ? 'internal error' : error.message;
    return reply.code(status).send({ code: error.code, message });
  });
}

function statusOf(error: FastifyError): number {
  if (error instanceof InvalidRequestError) return 400;
  if (error instanceof NumberNotInServiceError) return 404;
  if (error instanceof SimulatorClosedError) return 503;
  return error.statusCode ?? 500;
}
