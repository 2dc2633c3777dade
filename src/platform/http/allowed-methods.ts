import type { FastifyInstance, HTTPMethods } from 'fastify';
import { DomainError } from '../errors/index.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

export class MethodNotAllowedError extends DomainError {
  readonly code = 'method-not-allowed';
  readonly kind = 'method-not-allowed';
  constructor() {
    super('This path does not support this method. The Allow header lists the supported methods.');
  }
}

/** Returns the value of `Allow` for a path; undefined if the path has no routes. */
export function allowedMethods(fastify: FastifyInstance, url: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  const allowed = METHODS.filter((method) => fastify.findRoute({ method, url: path }) !== null);
  return allowed.length > 0 ? [...allowed, 'OPTIONS'].join(', ') : undefined;
}
