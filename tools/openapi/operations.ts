import type ts from 'typescript';
import { PageBody } from '../../src/platform/rest/index.js';
import { codeSamples, type Sampled } from './code-samples.js';
import type { Examples } from './examples.js';
import { HEADER_PARAMETERS, PATH_PARAMETERS, RATE_LIMIT_HEADERS, tagOf } from './fixed-parts.js';
import type { Problems } from './problems.js';
import type { RequestSchemas } from './request-schemas.js';
import type { Route } from './routes.js';
import { type Comment, commentOf, type SourceCode } from './source-code.js';
import type { Schema, TypeSchemas } from './type-schemas.js';

const isAdmin = ({ path }: Route): boolean => path.startsWith('/v1/');
const isWebhook = ({ path }: Route): boolean => path.startsWith('/webhooks/');
const reads = ({ method }: Route): boolean => method === 'get';

/** The tags that a handler's comment may have. */
const TAGS = new Set(['throws', 'operationId', 'answers', 'produces', 'header']);

/** Writes a route as an OpenAPI operation, from its controller's types, decorators and comments. */
export class Operations {
  constructor(
    private readonly code: SourceCode,
    private readonly types: TypeSchemas,
    private readonly requests: RequestSchemas,
    private readonly problems: Problems,
    private readonly examples: Examples,
  ) {}

  operationOf(route: Route): Schema {
    const owner = this.code.classNamed(route.controller);
    const method = this.code.methodNamed(owner, route.handler);
    const comment = commentOf(method);
    const place = `${route.controller}.${route.handler}`;
    for (const tag of comment.tags.keys()) {
      if (!TAGS.has(tag)) throw new Error(`${place}: unknown tag @${tag}`);
    }
    if (comment.text === '') throw new Error(`${place} has no comment`);
    const [summary, ...more] = comment.text.split(/(?<=[.])\s+/);
    const description = [more.join(' '), ...notesOf(route)].filter(Boolean).join('\n\n');
    const parameters = this.parametersOf(route);
    const requestBody = this.bodyOf(route);
    const responses = this.responsesOf(route, method, comment);
    return {
      operationId: comment.tags.get('operationId')?.[0] ?? operationIdOf(route),
      tags: [tagOf(route.path)],
      summary: summary!.replace(/\.$/, ''),
      ...(description !== '' && { description }),
      security: securityOf(route),
      ...(parameters.length > 0 && { parameters }),
      ...(requestBody && { requestBody }),
      responses,
      ...(isAdmin(route) && codeSamples(this.sampled(route, parameters, responses))),
    };
  }

  private sampled(route: Route, parameters: Schema[], responses: Schema): Sampled {
    const { method, path } = route;
    const [, done] = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
    const [mediaType] = Object.keys((done as Schema)['content'] ?? {});
    const body = this.examples.firstRequest(keyOf(route));
    return { method, path, parameters, body, isPage: isPage(route), mediaType };
  }

  private parametersOf({ parameters, query, path, headers }: Route): Schema[] {
    const ofPath = parameters.map((name) => {
      const known =
        PATH_PARAMETERS[`${path.split(`{${name}}`)[0]}{${name}}`] ?? PATH_PARAMETERS[name];
      if (!known) throw new Error(`${path}: unknown path parameter {${name}}`);
      return { name, in: 'path', required: true, ...known };
    });
    const ofHeaders = headers.flatMap((header) => {
      if (!(header in HEADER_PARAMETERS)) throw new Error(`${path}: unknown header ${header}`);
      const known = HEADER_PARAMETERS[header];
      return known ? [{ in: 'header', ...known }] : [];
    });
    return [...ofPath, ...this.queryParametersOf(query), ...ofHeaders];
  }

  private queryParametersOf(query: Route['query']): Schema[] {
    if (!query) return [];
    const { required = [], properties } = this.requests.schemaOf(query);
    return Object.entries(properties as Record<string, Schema>).map(
      ([name, { description, ...schema }]) => ({
        name,
        in: 'query',
        ...((required as string[]).includes(name) && { required: true }),
        ...(description !== undefined && { description }),
        schema,
        ...this.examples.ofParameter(name, schema),
      }),
    );
  }

  private bodyOf(route: Route): Schema | undefined {
    const { body } = route;
    const json = (schema: Schema) => ({
      'application/json': { schema, ...this.examples.ofRequest(keyOf(route)) },
    });
    if (isWebhook(route)) {
      const content = json({ type: 'object' });
      return { required: true, description: 'A message as documented by 8x8.', content };
    }
    if (!body) return undefined;
    const { required } = this.requests.schemaOf(body);
    // A missing body counts as a body without fields.
    return { required: required !== undefined, content: json(this.requests.referenceTo(body)) };
  }

  private responsesOf(route: Route, method: ts.MethodDeclaration, comment: Comment): Schema {
    const responses: Record<string, Schema> = {};
    const headers = this.headersOf(route, comment);
    const answers = comment.tags.get('answers') ?? [`${route.status} Done.`];
    for (const [status, description] of answers.map((text) => text.split(/ (.*)/s))) {
      const content = status!.startsWith('2')
        ? this.contentOf(this.code.answerOf(method), route, status!, comment)
        : undefined;
      responses[status!] = { description, ...headers, ...(content && { content }) };
    }
    const failures = this.problems.responses(
      failuresOf(route),
      (comment.tags.get('throws') ?? []).flatMap((names) => names.split(/,\s*/)),
      isAdmin(route),
    );
    return { ...responses, ...failures };
  }

  private headersOf(route: Route, { tags }: Comment): Schema {
    const headers = {
      ...(route.location && {
        Location: {
          description: `The URL of the resource: \`${route.location}\`.`,
          required: true,
          schema: { type: 'string', format: 'uri-reference' },
        },
      }),
      ...Object.fromEntries((tags.get('header') ?? []).map(headerOf)),
      ...(isAdmin(route) && RATE_LIMIT_HEADERS),
    };
    return Object.keys(headers).length > 0 ? { headers } : {};
  }

  private contentOf(answer: ts.Type, route: Route, status: string, { tags }: Comment) {
    const place = `${route.controller}.${route.handler}`;
    const parts = answer.isUnion() ? answer.types : [answer];
    const isText = (part: ts.Type) => this.code.checker.typeToString(part) === 'string';
    const schemas = parts
      .filter((part) => !isText(part) && !isNothing(part, this.code))
      .map((part) => this.types.schemaOf(part, place));
    const content: Schema = {};
    const add = (mediaType: string, schema: Schema) => {
      const examples = this.examples.ofResponse(keyOf(route), status, mediaType);
      content[mediaType] = { schema, ...examples };
    };
    if (schemas.length > 0)
      add('application/json', schemas.length === 1 ? schemas[0]! : { anyOf: schemas });
    if (parts.some(isText)) {
      const [textType] = tags.get('produces') ?? [];
      if (!textType) throw new Error(`${place} returns a text, but has no @produces`);
      add(textType, { type: 'string' });
    }
    return Object.keys(content).length > 0 ? content : undefined;
  }
}

/** Returns the key of the examples: `GET /v1/bookings/{id}`. */
const keyOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;

const isNothing = (type: ts.Type, { checker }: SourceCode): boolean =>
  ['void', 'undefined'].includes(checker.typeToString(type));

/** Parses `X-Name description`. */
function headerOf(text: string): [string, Schema] {
  const [name, description] = text.split(/ (.*)/s);
  return [name!, { description, schema: { type: 'string' } }];
}

/** Derives the operation id: `BookingController.list` is `listBookings`. */
function operationIdOf({ controller, handler }: Route): string {
  const noun = controller.replace(/Controller$/, '');
  return `${handler}${noun}${handler === 'list' ? 's' : ''}`;
}

/** Lists the scopes of a bearer token in the requirement, as OpenAPI 3.1 allows for any scheme. */
function securityOf(route: Route): Schema[] {
  if (isAdmin(route)) return [{ apiKey: [route.config.requiredScope] }];
  return isWebhook(route) ? [{ webhookSecret: [] }] : [];
}

function notesOf({ config, path }: Route): string[] {
  if (!path.startsWith('/v1/')) return [];
  const pools = config.isForAllPools ? '; not for keys that are restricted to pools' : '';
  return [`Scope: \`${config.requiredScope}\`${pools}.`];
}

const isPage = ({ query }: Route): boolean => query?.prototype instanceof PageBody;

/** Returns the codes and classes of failures before the handler. */
function failuresOf(route: Route): string[] {
  // An authenticated call handle always gets a callflow, since a person is on the line.
  if ('failureResponse' in route.config) return ['UnauthenticatedError', 'request-refused'];
  const isOpen = !isAdmin(route) && !isWebhook(route);
  return [
    ...(isOpen ? [] : ['UnauthenticatedError', 'malformed-request', 'database-unavailable']),
    ...(isAdmin(route) ? ['ScopeMissingError', 'RateLimitedError', 'OverloadedError'] : []),
    ...(route.config.isForAllPools ? ['KeyRestrictedError'] : []),
    ...(isAdmin(route) && (route.body ?? route.query) ? ['ValidationFailedError'] : []),
    ...(isPage(route) ? ['InvalidCursorError'] : []),
    ...(reads(route) ? [] : ['body-too-large', 'unsupported-media-type']),
    'request-refused',
    'internal-error',
  ];
}
