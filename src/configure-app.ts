import { type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import { AppModule } from './app.module.js';
import {
  createValidationPipe,
  MalformedRequestError,
  ProblemFilter,
  toProblem,
} from './common/index.js';
import type { Settings } from './config/index.js';
import { HTTP_TIMEOUTS, refuseBrokenRequest } from './http-server.js';
import {
  AdminGate,
  AdminRoutes,
  isAdminRoute,
  SECURITY_HEADERS,
  WebhookGate,
} from './security/index.js';
import { isTooMuch, isUnsafe } from './unsafe-json.js';

/** Bytes. */
const BODY_LIMIT = 1024 * 1024;
/** Bytes; a snapshot of all numbers of a sub-account (VNU) has some 400 for each. */
const SNAPSHOT_LIMIT = 32 * BODY_LIMIT;

/** Characters of a part of a path. An id of 8x8 has 200 at most, and each can be 12 when it is encoded. */
const MAX_PARAM_LENGTH = 4_096;

/** The whole application, ready to listen. Tests build it the same way. */
export async function createApp(
  settings: Settings,
  logger?: LoggerService,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
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

  acceptOnlyJson(app, adapter);
  const adminRoutes = app.get(AdminRoutes);
  adapter.getInstance().addHook('onRoute', (route) => {
    if (route.url === '/webhooks/8x8/virtual-numbers') route.bodyLimit = SNAPSHOT_LIMIT;
    adminRoutes.add(route);
  });

  // Before the body is read, and by the route that will answer: an odd spelling of the path
  // can't get past it.
  const webhookGate = app.get(WebhookGate);
  const adminGate = app.get(AdminGate);
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    void reply.headers(SECURITY_HEADERS);
    const route = request.routeOptions.url;
    if (route?.startsWith('/webhooks/')) webhookGate.check(request);
    else if (isAdminRoute(route)) await adminGate.check(request, reply);
  });
  adapter.getInstance().addHook('preValidation', (request, _reply, done) => {
    const { body } = request;
    const isRefused = isUnsafe(body) || (isAdminRoute(request.routeOptions.url) && isTooMuch(body));
    done(isRefused ? new MalformedRequestError() : undefined);
  });
  await app.init();
  return app;
}

/**
 * Bodies are JSON, or empty: many clients name JSON as the type of a body that they leave empty, as of
 * `POST …/complete`.
 */
function acceptOnlyJson(app: NestFastifyApplication, adapter: FastifyAdapter): void {
  adapter.getInstance().removeAllContentTypeParsers();
  const parseJson = adapter.getInstance().getDefaultJsonParser('error', 'error');
  app.useBodyParser<RawServerDefault>(
    'application/json',
    { bodyLimit: BODY_LIMIT },
    (request, body, done) => {
      if (body.length === 0) done(null, undefined);
      else void parseJson(request, body.toString('utf8'), done);
    },
  );
}
