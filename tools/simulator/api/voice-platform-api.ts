import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { acceptEmptyJson, hasApiKey } from './api-guard.js';
import { failure, FAILURES, invalidParam, notCreated, OK } from './api-status.js';
import type { ApiFaults } from './api-faults.js';
import { callflowsApi } from './callflows-api.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import { numbersApi } from '../numbers/numbers-api.js';
import type { Recordings } from '../recordings/recordings.js';
import { recordingsApi } from '../recordings/recordings-api.js';
import { SPEECH_PROFILES } from './speech-profiles.js';
import type { Switchboard } from '../calls/switchboard.js';
import type { WebhookRegistry } from './webhook-registry.js';
import { webhooksApi } from './webhooks-api.js';

export interface VoicePlatformApiOptions {
  subAccountId: string;
  apiKey: string;
  numbers: NumberRegistry;
  webhooks: WebhookRegistry;
  recordings: Recordings;
  faults: ApiFaults;
  switchboard: Switchboard;
}

/**
 * 8x8's own API under `/api/v1/subaccounts/{subAccountId}`.
 * Source: 8x8 Connect, Number Masking API and Voice API (OpenAPI), v1.
 */
export function voicePlatformApi(app: FastifyInstance, options: VoicePlatformApiOptions): void {
  const { faults } = options;

  app.addHook<{ Params: { subAccountId: string } }>('onRequest', async (request, reply) => {
    const [, path = ''] = request.url.split(`/subaccounts/${request.params.subAccountId}`);
    const fault = faults.take(path);
    if (fault !== undefined) {
      return faults.answer(fault, reply, (status) => faultBody(status, request));
    }
    const { subAccountId } = options;
    if (!hasApiKey(request, options.apiKey)) {
      const message = 'Authentication header not found or token invalid';
      return reply.code(401).send(isCallflows(request) ? notCreated(401, message) : failure(401));
    }
    if (request.params.subAccountId === subAccountId) return;
    if (!isCallflows(request)) return reply.code(403).send(failure(403));
    return reply.code(404).send(notCreated(404, 'SubAccount not found'));
  });

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if ((error.statusCode ?? 500) >= 500) {
      return reply.code(500).send(isCallflows(request) ? notCreated(500) : failure(500));
    }
    // Fastify's 4xx all concern the body: not JSON, too large, or another media type.
    const message = 'Invalid JSON request body';
    return isCallflows(request)
      ? reply.code(400).send(notCreated(-1001, message))
      : reply.code(422).send(invalidParam(message));
  });

  acceptEmptyJson(app);
  numbersApi(app, options);
  webhooksApi(app, options);
  recordingsApi(app, options);
  callflowsApi(app, options);
  app.get('/speech-profiles', () => ({ speechProfiles: SPEECH_PROFILES, ...OK }));
}

function faultBody(status: number, request: FastifyRequest): object {
  if (isCallflows(request)) return notCreated(status);
  return status === 422 ? invalidParam(FAILURES[422] ?? '') : failure(status);
}

/** Whether the route is that of callflows, which has its own error shape. */
const isCallflows = (request: FastifyRequest): boolean =>
  request.routeOptions.url?.endsWith('/callflows') ?? false;
