import type { IncomingHttpHeaders } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { carrierWebhooksRefused } from '../../observability/index.js';
import { isCarrierRoute } from '../../security/index.js';
import { BodyReader } from './body-reader.js';
import { isFormType } from './form-body.js';
import { receiveBody } from './receive-body.js';

class UnsupportedMediaTypeError extends Error {
  readonly statusCode = 415;
}

const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Replaces a message that could not be decompressed. It is not JSON, so it becomes a dead letter.
 */
const BROKEN = 'A compressed message that could not be decompressed.';

/** The media type of JSON in UTF-8. */
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

/**
 * Registers the body parser for all routes. Bodies of the admin API must be JSON, or empty with any
 * media type. Messages of 8x8 are decompressed, and read as JSON regardless of their media type.
 * @param isFormRoute whether the route with this pattern accepts forms instead of JSON
 */
export function acceptBodies(
  fastify: FastifyInstance,
  isFormRoute: (url: string | undefined) => boolean,
): void {
  const bodies = new BodyReader();
  bodies.prepare(fastify);
  fastify.removeAllContentTypeParsers();
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    const { headers } = request.raw;
    // Fastify refuses an unknown media type even for an empty body.
    if (!isReadableType(headers['content-type'])) headers['content-type'] = 'application/x-unknown';
    const coding = hasBody(headers) ? contentCodingOf(headers) : undefined;
    if (coding === undefined) {
      done(null, payload);
    } else if (!isCarrierRoute(request.routeOptions.url)) {
      // Clients of the admin API do not need compression.
      void reply.header('accept-encoding', 'identity');
      done(new UnsupportedMediaTypeError());
    } else if (isDecodable(coding)) {
      done(null, decompressed(payload as Readable, coding));
    } else {
      // Compressed bytes are not JSON, so the message becomes a dead letter and is not lost.
      carrierWebhooksRefused.inc({ reason: 'content-encoding' });
      void reply.header('accept-encoding', 'gzip, deflate, br');
      done(null, payload);
    }
  });
  const parse = (request: FastifyRequest, payload: Readable): Promise<unknown> => {
    if (isCarrierRoute(request.routeOptions.url)) return bodies.ofCarrier(request, payload);
    const type = request.headers['content-type'];
    if (isFormRoute(request.routeOptions.url)) {
      return isFormType(type) ? bodies.ofForm(request, payload) : noBody(payload);
    }
    return JSON_TYPE.test(type ?? '') ? bodies.ofClient(request, payload) : noBody(payload);
  };
  fastify.addContentTypeParser('*', parse);
  // Registered by name too, because Fastify finds an exact match faster.
  fastify.addContentTypeParser('application/json', parse);
}

/** Asserts that the body is empty. @throws UnsupportedMediaTypeError if it is not */
async function noBody(payload: Readable): Promise<undefined> {
  const { length } = await receiveBody(payload, 0);
  if (length > 0) throw new UnsupportedMediaTypeError();
  return undefined;
}

/** Returns the decompressed stream. The limit of the route bounds how much of it is read. */
function decompressed(payload: Readable, coding: keyof typeof DECODERS): Readable {
  const decoder = DECODERS[coding]();
  const body = new PassThrough();
  decoder.on('error', () => {
    carrierWebhooksRefused.inc({ reason: 'content-encoding' });
    payload.unpipe(decoder).resume();
    body.end(BROKEN);
  });
  payload.on('error', (error) => body.destroy(error));
  payload.pipe(decoder).pipe(body);
  return body;
}

const isDecodable = (coding: string): coding is keyof typeof DECODERS =>
  Object.hasOwn(DECODERS, coding);

function contentCodingOf(headers: IncomingHttpHeaders): string | undefined {
  const coding = headers['content-encoding']?.trim().toLowerCase();
  return coding === '' || coding === 'identity' ? undefined : coding;
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const TOKEN = "[!#$%&'*+.^_`|~\\w-]+";
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}$`);

const isReadableType = (type: string | undefined): boolean =>
  type === undefined ||
  type === 'application/json' ||
  MEDIA_TYPE.test(type.split(';', 1)[0]!.trim());
