import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Whether a request has `Authorization: Bearer <apiKey>`. */
export const hasApiKey = (request: FastifyRequest, apiKey: string): boolean =>
  sameSecret(request.headers.authorization ?? '', `Bearer ${apiKey}`);

/** Compares in constant time; hashes first, since the lengths may differ. */
function sameSecret(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

/** Accepts an empty body as JSON: many clients send the content type with a DELETE, which has no body. */
export function acceptEmptyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null, undefined);
      else void parseJson(request, body, done);
    },
  );
}
