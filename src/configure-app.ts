import type { IncomingMessage } from 'node:http';
import { type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import {
  createValidationPipe,
  MalformedRequestError,
  noteArrival,
  ProblemFilter,
  toProblem,
} from './common/index.js';
import type { Settings } from './config/index.js';
import { isWellFormedUrl } from './edge/index.js';
import { ADMIN_BODY_LIMIT } from './http/body-limits.js';
import { BodyReader } from './http/body-reader.js';
import { HTTP_TIMEOUTS, refuseBrokenRequest } from './http-server.js';
import {
  AdminGate,
  AdminRoutes,
  isAdminRoute,
  SECURITY_HEADERS,
  WebhookGate,
} from './security/index.js';

/** Characters of a part of a path. An id of 8x8 has 200 at most, and each can be 12 when it is encoded. */
const MAX_PARAM_LENGTH = 4_096;

/** The whole application, ready to listen. Tests build it the same way. */
export async function createApp(
  settings: Settings,
  logger?: LoggerService,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: ADMIN_BODY_LIMIT,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    trustProxy: settings.trustedProxies.length > 0 ? settings.trustedProxies : false,
    ...HTTP_TIMEOUTS,
    clientErrorHandler: refuseBrokenRequest,
    forceCloseConnections: 'idle',
    // What Fastify refuses before there is a route; it would repeat the URL with its query.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const problem = toProblem(error, '');
      void reply
        .status(problem.status)
        .headers(SECURITY_HEADERS)
        .type('application/problem+json')
        .send(problem);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    adapter,
    { ...(logger && { logger }), abortOnError: false, bodyParser: false },
  );
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter());

  readBodies(adapter.getInstance() as unknown as FastifyInstance);
  const adminRoutes = app.get(AdminRoutes);
  adapter.getInstance().addHook('onRoute', (route) => {
    adminRoutes.add(route);
  });

  // Before the body is read, and by the route that will answer: an odd spelling of the path
  // can't get past it.
  const webhookGate = app.get(WebhookGate);
  const adminGate = app.get(AdminGate);
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url;
    if (route === '/webhooks/8x8/call-action') noteArrival(request);
    void reply.headers(SECURITY_HEADERS);
    if (route?.startsWith('/webhooks/')) webhookGate.check(request);
    else if (isAdminRoute(route)) {
      await adminGate.check(request, reply);
      if (!isWellFormedUrl(request.raw.url ?? '')) throw new MalformedRequestError();
    }
  });
  await app.init();
  return app;
}

/** The media type of JSON, in UTF-8. */
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

/**
 * Bodies are JSON, or empty: many clients name JSON as the type of a body that they leave empty, as of
 * `POST …/complete`. Messages of 8x8 are read as JSON whatever they are named.
 */
function readBodies(fastify: FastifyInstance): void {
  const bodies = new BodyReader();
  bodies.prepare(fastify);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    const { url } = request.routeOptions;
    if (url?.startsWith('/webhooks/')) return bodies.ofCarrier(request, payload);
    const type = request.headers['content-type'];
    const isEmpty = Number(request.headers['content-length'] ?? 1) === 0;
    if (!isEmpty && !JSON_TYPE.test(type ?? '')) throw new UnsupportedMediaTypeError();
    return bodies.ofClient(request, payload);
  });
}

class UnsupportedMediaTypeError extends Error {
  readonly statusCode = 415;
}
