import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '../errors/index.js';
import { OverloadedError } from '../security/index.js';
import type { Admission } from './admission.js';
import { allowedMethods, MethodNotAllowedError } from './allowed-methods.js';

/**
 * Responds to a request without a route: 405 if another method has one, else 404. No key is needed,
 * because the OpenAPI document is public anyway.
 * @throws MethodNotAllowedError, NotFoundError, OverloadedError
 */
export function answerUnrouted(
  fastify: FastifyInstance,
  admission: Admission,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const [path = ''] = request.url.split('?', 1);
  // A relative location also works behind a proxy that adds a path.
  if (path === '/' && ['GET', 'HEAD'].includes(request.method)) return reply.redirect('docs', 302);
  const page = /^\/(console|docs)\/$/.exec(path)?.[1];
  if (page !== undefined && ['GET', 'HEAD'].includes(request.method)) {
    return reply.redirect(`../${page}`, 302);
  }
  if (!admission.takePublic()) {
    void reply.header('retry-after', '1');
    throw new OverloadedError();
  }
  const allow = path === '/' ? 'GET, HEAD, OPTIONS' : allowedMethods(fastify, path);
  if (allow === undefined) throw new NotFoundError();
  void reply.header('allow', allow);
  if (request.method === 'OPTIONS') return reply.status(204).send();
  throw new MethodNotAllowedError();
}
