import type { FastifyInstance, HTTPMethods } from 'fastify';
import { DomainError } from '../errors/index.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

export class MethodNotAllowedError extends DomainError {
  readonly code = 'method-not-allowed';
  readonly kind = 'method-not-allowed';
  constructor() {
    super('This address does not have this method; the Allow header names those that it has.');
  }
}

/** Returns the value of `Allow` for a path; undefined if there is nothing at it. */
export function allowedMethods(fastify: FastifyInstance, url: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  const allowed = METHODS.filter((method) => fastify.findRoute({ method, url: path }) !== null);
  return allowed.length > 0 ? [...allowed, 'OPTIONS'].join(', ') : undefined;
}
