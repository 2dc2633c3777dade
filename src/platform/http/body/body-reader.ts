import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { MalformedRequestError, ValidationFailedError } from '../../errors/index.js';
import { fieldPath } from '../../rest/index.js';
import {
  ADMIN_JSON,
  BATCH_JSON,
  CARRIER_JSON,
  type JsonFaultKind,
  type JsonPath,
  LargeJsonReader,
  readJson,
  Slices,
  UnreadableBody,
} from '../../input/index.js';
import { BATCH_ROUTE, bodyLimitOf, LARGE_MESSAGE_ROUTE } from './body-limits.js';
import { type Form, readForm } from './form-body.js';
import { joined, receiveBody, type Received, receiveRest } from './receive-body.js';
import { LargeTurn } from './large-turn.js';

/** Messages larger than this number of bytes are parsed in slices. */
const LARGE_FROM = 64 * 1024;
/**
 * Bytes of an oversized body that are read and discarded so that its sender receives a response.
 */
const MAX_DRAINED = 64 * 1024 * 1024;

/** A body that exceeds the limit of its route. */
class BodyTooLargeError extends Error {
  readonly statusCode = 413;
}

/**
 * Reads request bodies. Bodies of clients are validated strictly. Bodies of a carrier are never
 * refused: an unreadable one becomes an `UnreadableBody`.
 */
export class BodyReader {
  private readonly turn = new LargeTurn();
  private readonly responses = new WeakMap<FastifyRequest, ServerResponse>();

  /** Sets the body limit of each route. */
  prepare(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route: RouteOptions) => {
      route.bodyLimit = bodyLimitOf(route.url);
      if (route.url !== LARGE_MESSAGE_ROUTE) return;
      route.preParsing = (request, reply, payload, done) => {
        this.responses.set(request, reply.raw);
        done(null, payload);
      };
    });
  }

  /**
   * Returns the value of a client's body; undefined for an empty one.
   * @throws BodyTooLargeError, MalformedRequestError, ValidationFailedError
   */
  async ofClient(request: FastifyRequest, payload: Readable): Promise<unknown> {
    const received = await receiveWhole(request, payload);
    if (received.length === 0) return undefined;
    const rules = request.routeOptions.url === BATCH_ROUTE ? BATCH_JSON : ADMIN_JSON;
    const result = readJson(joined(received), rules);
    if (result.fault === undefined) return result.value;
    throw errorOf(result.fault, result.path);
  }

  /**
   * Returns the fields of a client's form.
   * @throws BodyTooLargeError, MalformedRequestError
   */
  async ofForm(request: FastifyRequest, payload: Readable): Promise<Form> {
    return readForm(joined(await receiveWhole(request, payload)));
  }

  /** Returns the value of a carrier's message; undefined for an empty one. */
  async ofCarrier(request: FastifyRequest, payload: Readable): Promise<unknown> {
    const limit = request.routeOptions.bodyLimit!;
    const isLarge = request.routeOptions.url === LARGE_MESSAGE_ROUTE;
    const received = await receiveBody(payload, isLarge ? LARGE_FROM : limit);
    if (received.isWhole) {
      if (received.length === 0) return undefined;
      const bytes = joined(received);
      const result = readJson(bytes, CARRIER_JSON);
      if (result.fault === undefined) return result.value;
      return new UnreadableBody(result.fault, bytes, bytes.length);
    }
    if (isLarge) return this.ofLarge(request, payload, received, limit);
    return tooLong(received, await receiveRest(payload, received, MAX_DRAINED, new Slices()));
  }

  private async ofLarge(
    request: FastifyRequest,
    payload: Readable,
    received: Received,
    limit: number,
  ): Promise<unknown> {
    await this.turn.take(this.responses.get(request)!);
    const slices = new Slices();
    const reader = new LargeJsonReader(slices);
    for (const chunk of received.chunks) await reader.push(chunk);
    const length = await receiveRest(payload, received, limit, slices, (chunk) =>
      reader.push(chunk),
    );
    if (length > limit) return tooLong(received, length);
    const result = reader.end();
    if (result.fault === undefined) return result.value;
    return new UnreadableBody(result.fault, joined(received), length);
  }
}

/** Receives the whole body of a client. @throws BodyTooLargeError */
async function receiveWhole(request: FastifyRequest, payload: Readable): Promise<Received> {
  const limit = request.routeOptions.bodyLimit!;
  if (Number(request.headers['content-length']) > limit) throw new BodyTooLargeError();
  const received = await receiveBody(payload, limit);
  if (!received.isWhole) throw new BodyTooLargeError();
  return received;
}

const tooLong = (received: Received, length: number): UnreadableBody =>
  new UnreadableBody('too-long', joined(received), length);

const DETAILS: Partial<Record<JsonFaultKind, string>> = {
  'not-utf-8': 'The body is not UTF-8.',
  'not-json': 'The body is not JSON.',
  'too-deep': 'The body is nested too deeply.',
  'too-many-values': 'The body has too many values.',
  'unsafe-name': 'The body contains a member named __proto__, constructor or prototype.',
  'repeated-name': 'An object in the body contains a member twice.',
};

/**
 * Creates the error for a fault. A fault of a value names its field; a fault of the text does not.
 */
function errorOf(fault: JsonFaultKind, path: JsonPath): Error {
  const message =
    fault === 'inexact-number'
      ? 'must be a number that a double represents exactly; send other numbers as text'
      : fault === 'unstorable-text'
        ? 'must be well-formed text, without NUL and without unpaired surrogates'
        : undefined;
  if (message === undefined) return new MalformedRequestError(DETAILS[fault]);
  const field = fieldPath(path);
  return new ValidationFailedError([{ path: field, message: `${field || 'it'} ${message}` }]);
}
