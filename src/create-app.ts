import type { RequestListener } from 'node:http';
import { type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { MalformedRequestError } from './platform/errors/index.js';
import { createValidationPipe, noteArrival, toProblem } from './platform/rest/index.js';
import type { Settings } from './platform/config/index.js';
import { contextOf, knownContextOf, type RequestContext } from './platform/observability/index.js';
import { isWellFormedUrl } from './platform/input/index.js';
import { Drain } from './health/drain.js';
import {
  acceptBodies,
  addResponseHooks,
  ADMIN_BODY_LIMIT,
  answerUnrouted,
  HttpFront,
  noteRoute,
} from './platform/http/index.js';
import {
  AdminGate,
  AdminRoutes,
  isAdminRoute,
  isCarrierRoute,
  RequestClassifier,
  SECURITY_HEADERS,
  CarrierWebhookGate,
} from './platform/security/index.js';
import { endConnectionsWhileDraining } from './health/shut-down.js';
import {
  isTwilioRoute,
  TwilioAuthenticator,
  TwilioErrorFilter,
  twilioErrorBody,
} from './twilio-proxy/index.js';

/**
 * Maximum characters of a path parameter. An id of 8x8 has at most 200 characters, each up to 12
 * when percent-encoded.
 */
const MAX_PARAM_LENGTH = 4_096;

/** Creates the whole application, ready to listen. Tests use it too. */
export async function createApp(
  settings: Settings,
  logger?: LoggerService,
): Promise<NestFastifyApplication> {
  const front: HttpFront = new HttpFront(settings, (request) =>
    isTwilioRoute(request.url) ? twilio.kindOf(request) : classifier.kindOf(request),
  );
  const adapter: FastifyAdapter = new FastifyAdapter({
    bodyLimit: ADMIN_BODY_LIMIT,
    // There is no middleware, so no request needs to pass through its runner.
    skipMiddie: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    trustProxy: settings.trustedProxies.length > 0 ? settings.trustedProxies : false,
    serverFactory: (handler: RequestListener) => front.createServer(handler),
    clientErrorHandler: (error, socket) => front.fail(error, socket),
    forceCloseConnections: 'idle',
    // A call handle must get its callflow even while the process stops.
    return503OnClosing: false,
    // Errors before routing; Fastify's own response would repeat the URL with its query string.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      identify(request, reply);
      if (isTwilioRoute(request.url)) {
        const body = twilioErrorBody(error, '');
        void reply.status(body.status).headers(SECURITY_HEADERS).send(body);
        return;
      }
      const problem = toProblem(error, '');
      void reply
        .status(problem.status)
        .headers(SECURITY_HEADERS)
        .type('application/problem+json')
        .send(problem);
    },
  });
  const app: NestFastifyApplication = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    adapter,
    { ...(logger && { logger }), abortOnError: false, bodyParser: false },
  );
  const classifier: RequestClassifier = app.get(RequestClassifier);
  app.useGlobalPipes(createValidationPipe());
  const twilio: TwilioAuthenticator = app.get(TwilioAuthenticator);
  app.useGlobalFilters(new TwilioErrorFilter());

  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  acceptBodies(fastify, isTwilioRoute);
  addResponseHooks(fastify, front.admission);
  const adminRoutes = app.get(AdminRoutes);
  adapter.getInstance().addHook('onRoute', (route) => {
    adminRoutes.add(route);
  });

  // Runs before the body is read, and checks the matched route, so that an unusual spelling of the path
  // cannot bypass it.
  const carrierWebhookGate = app.get(CarrierWebhookGate);
  const adminGate = app.get(AdminGate);
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url;
    if (route === '/webhooks/8x8/call-action') noteArrival(request);
    void reply.headers(SECURITY_HEADERS);
    const context = identify(request, reply);
    if (context) noteRoute(context, request);
    if (request.is404) return answerUnrouted(fastify, front.admission, request, reply);
    if (isCarrierRoute(route)) carrierWebhookGate.check(request);
    else if (isTwilioRoute(route)) await adminGate.check(request, reply, twilio);
    else if (isAdminRoute(route)) {
      await adminGate.check(request, reply);
      if (!isWellFormedUrl(request.raw.url ?? '')) throw new MalformedRequestError();
    }
    return undefined;
  });
  endConnectionsWhileDraining(adapter.getInstance(), app.get(Drain));
  await app.init();
  return app;
}

/**
 * Adds the request's id to its response. A call handle without an id gets one only when its context is
 * needed, for example if it fails.
 */
function identify({ raw }: FastifyRequest, reply: FastifyReply): RequestContext | undefined {
  const hasId = raw.headers['x-request-id'] !== undefined;
  const context = hasId ? contextOf(raw) : knownContextOf(raw);
  if (context) void reply.header('x-request-id', context.requestId);
  return context;
}
