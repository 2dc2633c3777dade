import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { notCreated } from './api-status.js';
import type { AppCallflow } from './app-call.js';
import { CallflowRefusal, parseAppCall } from './app-call-request.js';
import type { NumberRegistry } from './number-registry.js';

export interface CallflowsApiOptions {
  numbers: NumberRegistry;
  startAppCall: (callflow: AppCallflow) => string;
}

/** "Send Callflow": the app starts a call. It is answered as soon as the call has begun. */
export function callflowsApi(app: FastifyInstance, options: CallflowsApiOptions): void {
  app.post('/callflows', (request, reply) => {
    const appCall = parseAppCall(request.body, options.numbers, new Date());
    if (appCall instanceof CallflowRefusal) {
      const { httpStatus, statusCode, statusMessage } = appCall;
      return reply.code(httpStatus).send(notCreated(statusCode, statusMessage));
    }
    const { callflow, validUntil } = appCall;
    return reply.send({
      sessionId: options.startAppCall(callflow),
      sessionStatus: 'CREATED',
      callFlowRequestId: randomUUID(),
      ...(validUntil === undefined ? {} : { validUntil }),
      statusCode: 1,
      statusMessage: 'Created',
    });
  });
}
