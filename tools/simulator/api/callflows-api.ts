import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { notCreated } from './api-status.js';
import { CallflowRefusal, parseAppCall } from '../calls/app-call-request.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import type { Switchboard } from '../calls/switchboard.js';

/** "Send Callflow": the app starts a call. The response is sent as soon as the call has begun. */
export function callflowsApi(
  app: FastifyInstance,
  { numbers, switchboard }: { numbers: NumberRegistry; switchboard: Switchboard },
): void {
  app.post('/callflows', (request, reply) => {
    const appCall = parseAppCall(request.body, numbers, new Date());
    if (appCall instanceof CallflowRefusal) {
      const { httpStatus, statusCode, statusMessage } = appCall;
      return reply.code(httpStatus).send(notCreated(statusCode, statusMessage));
    }
    const { callflow, validUntil } = appCall;
    return reply.send({
      sessionId: switchboard.startAppCall(callflow),
      sessionStatus: 'CREATED',
      callFlowRequestId: randomUUID(),
      ...(validUntil === undefined ? {} : { validUntil }),
      statusCode: 1,
      statusMessage: 'Created',
    });
  });
}
