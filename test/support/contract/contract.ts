import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readDocument } from '../../../src/platform/openapi/index.js';
import { contractFaults } from './contract-faults.js';

type Node = Record<string, unknown>;

const document = readDocument() as unknown as Node;

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema(closed(document) as Node, 'openapi');
const validators = new Map<string, ValidateFunction>();

/** Compares every response of an application, and each accepted request, with the OpenAPI document. */
export function watchContract(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onSend', (request, reply, payload, done) => {
    contractFaults.push(...faultsOf(request, reply, payload));
    done(null, payload);
  });
}

function faultsOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): string[] {
  const { url } = request.routeOptions;
  const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
  const status = reply.statusCode;
  const where = `${request.method} ${url} → ${status}`;
  // The root path redirects to the API reference, and `/docs/` and `/console/` to theirs; nothing else may.
  const isToDocs =
    url === undefined &&
    ['docs', '../docs', '../console'].includes(String(reply.getHeader('location')));
  if (status >= 300 && status < 400 && status !== 304 && !isToDocs) return [`${where} redirects`];
  // Unknown paths are not in the document; their responses are ordinary problems.
  const path = url?.replaceAll(/:(\w+)/g, '{$1}');
  const isOutside = path === '/console' || /^\/(?:console|docs\/assets|twilio)\//.test(path ?? '');
  if (path === undefined || isOutside) return [];
  const pointer = responsePointer(['paths', path, method, 'responses'], status);
  if (!pointer) return [`${where} is not in the document`];
  const { response, at } = resolve(pointer);
  const headers = missingHeaders(response, reply).map((name) => `${where} lacks ${name}`);
  return [
    ...headers,
    ...requestFaults(where, ['paths', path, method, 'requestBody'], request, status),
    ...bodyFaults(where, at, response, reply, request, payload),
  ];
}

/** Returns faults of accepted requests: they must match the document, except for carrier webhooks. */
function requestFaults(
  where: string,
  at: string[],
  { body }: FastifyRequest,
  status: number,
): string[] {
  if (status >= 300 || body === undefined || body === null || !nodeAt(at)) return [];
  if (at[1]!.startsWith('/webhooks/8x8/')) return [];
  // An invalid booking is refused in its own result.
  if (at[1] === '/v1/bookings/batch') return [];
  const validate = validatorOf([...at, 'content', 'application/json', 'schema']);
  if (validate(body)) return [];
  return [`${where} took what it should not: ${ajv.errorsText(validate.errors)}`];
}

function bodyFaults(
  where: string,
  at: string[],
  response: Node,
  reply: FastifyReply,
  request: FastifyRequest,
  payload: unknown,
): string[] {
  const content = response['content'] as Node | undefined;
  const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? String(payload) : '';
  if (!content) return text === '' ? [] : [`${where} has a body`];
  if (request.method === 'HEAD') return [];
  const type = String(reply.getHeader('content-type')).split(';', 1)[0]!;
  if (!(type in content)) return [`${where} is ${type}`];
  if (!type.endsWith('json') || reply.hasHeader('content-encoding')) return [];
  const validate = validatorOf([...at, 'content', type, 'schema']);
  if (validate(JSON.parse(text))) return [];
  return [`${where}: ${ajv.errorsText(validate.errors)}`];
}

/** Returns the pointer to the exact status, or else to its range such as 4XX. */
function responsePointer(responses: string[], status: number): string[] | undefined {
  const found = nodeAt(responses);
  const key = [String(status), `${Math.floor(status / 100)}XX`].find(
    (each) => each in (found ?? {}),
  );
  return key === undefined ? undefined : [...responses, key];
}

function resolve(at: string[]): { response: Node; at: string[] } {
  const response = nodeAt(at)!;
  const reference = response['$ref'];
  if (typeof reference !== 'string') return { response, at };
  return resolve(reference.slice(2).split('/'));
}

function missingHeaders(response: Node, reply: FastifyReply): string[] {
  const headers = Object.entries((response['headers'] ?? {}) as Record<string, Node>);
  return headers
    .filter(([, header]) => {
      const reference = header['$ref'];
      const { required } =
        typeof reference === 'string' ? nodeAt(reference.slice(2).split('/'))! : header;
      return required === true;
    })
    .map(([name]) => name)
    .filter((name) => !reply.hasHeader(name));
}

function validatorOf(at: string[]): ValidateFunction {
  const pointer = at.map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const reference = `openapi#/${pointer.join('/')}`;
  let validate = validators.get(reference);
  if (!validate) validators.set(reference, (validate = ajv.compile({ $ref: reference })));
  return validate;
}

const nodeAt = (at: string[]): Node | undefined =>
  at.reduce<Node | undefined>((node, key) => node?.[key] as Node | undefined, document);

/**
 * Forbids undocumented fields. Clients must tolerate new fields, but every field must be documented.
 */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'examples' ? value : closed(value)]),
  );
  const isObject = typeof node === 'object' && 'properties' in node && 'type' in node;
  return isObject && !('additionalProperties' in node)
    ? { ...copy, additionalProperties: false }
    : copy;
}
