import type { FastifyError, FastifyInstance } from 'fastify';
import {
  InvalidCallRequestError,
  NumberNotInServiceError,
  SimulatorClosedError,
} from './errors.js';
import type { CallTranscript } from './transcript.js';

export interface PhoneNetworkApiOptions {
  /** @throws InvalidCallRequestError, NumberNotInServiceError, SimulatorClosedError */
  placeCall: (request: unknown) => Promise<CallTranscript>;
  /** Newest first. */
  pastCalls: () => CallTranscript[];
}

/** The telephones, under `/simulator`: no part of 8x8's API, and open to everybody. */
export function phoneNetworkApi(app: FastifyInstance, options: PhoneNetworkApiOptions): void {
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = statusOf(error);
    const message = status >= 500 && status !== 503 ? 'internal error' : error.message;
    return reply.code(status).send({ code: error.code, message });
  });
  app.post('/calls', (request) => options.placeCall(request.body));
  app.get('/calls', () => ({ items: options.pastCalls() }));
  app.get('/health', () => ({ status: 'ok' }));
}

function statusOf(error: FastifyError): number {
  if (error instanceof InvalidCallRequestError) return 400;
  if (error instanceof NumberNotInServiceError) return 404;
  if (error instanceof SimulatorClosedError) return 503;
  return error.statusCode ?? 500;
}
