import type { OpenApiDocument, Operation } from '../../src/platform/openapi/document.js';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** The variable of a path parameter `id`, by what stands before it. */
const ID_VARIABLES: Readonly<Record<string, string>> = {
  'api-keys': 'apiKeyId',
  blocks: 'blockId',
  bookings: 'bookingId',
  'console-sessions': 'consoleSessionId',
  'event-subscriptions': 'subscriptionId',
  events: 'eventId',
  messages: 'messageId',
};

/** What a response sets for the requests after it: by path, the variable and the field of the response. */
const SAVED: Readonly<Record<string, readonly [variable: string, field: string]>> = {
  'POST /v1/api-keys': ['apiKeyId', 'id'],
  'POST /v1/blocks': ['blockId', 'id'],
  'POST /v1/bookings': ['bookingId', 'id'],
  'POST /v1/event-subscriptions': ['subscriptionId', 'id'],
  'POST /v1/twilio-accounts': ['accountSid', 'accountSid'],
  'GET /v1/calls': ['sessionId', 'items[0].sessionId'],
  'GET /v1/events': ['eventId', 'items[0].id'],
  'GET /v1/messages': ['messageId', 'items[0].id'],
};

const ORDER = ['post', 'get', 'put', 'patch', 'delete'];

/** Returns the operations of the admin API as a Postman collection, with the document's examples. */
export function postmanCollection(document: OpenApiDocument): object {
  const { info, tags, paths } = document;
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods)
        .toSorted(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other))
        .map(([method, operation]) => ({ path, method, operation })),
    );
  const variables = new Map<string, string>();
  const folders = tags.map(({ name, description }) => ({
    name,
    description,
    item: operations
      .filter(({ operation }) => operation.tags[0] === name)
      // What an operation deletes, those before it have used.
      .toSorted((one, other) => Number(one.method === 'delete') - Number(other.method === 'delete'))
      .map(({ path, method, operation }) => request(path, method, operation, variables)),
  }));
  return {
    info: {
      name: `${info.title} API`,
      description: 'Set `baseUrl` and `apiKey`. Written by npm run generate.',
      schema: SCHEMA,
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }] },
    item: folders.filter(({ item }) => item.length > 0),
    variable: [
      { key: 'baseUrl', value: 'http://localhost:8080' },
      { key: 'apiKey', value: '' },
      ...[...variables].map(([key, value]) => ({ key, value })),
    ],
  };
}

function request(
  path: string,
  method: string,
  { summary, description, parameters = [], requestBody, responses }: Operation,
  variables: Map<string, string>,
): object {
  const filled = path.replaceAll(/([\w-]+)\/\{(\w+)\}/g, (_, before: string, name: string) => {
    const variable = name === 'id' ? ID_VARIABLES[before] : name;
    if (variable === undefined) throw new Error(`${path}: no variable for {${name}}`);
    const found = parameters.find((parameter) => parameter.name === name);
    if (!variables.has(variable)) variables.set(variable, String(found?.example));
    return `${before}/{{${variable}}}`;
  });
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, example, required, description: text }) => ({
      key: name,
      value: String(example),
      ...(text !== undefined && { description: text }),
      ...(required !== true && { disabled: true }),
    }));
  const active = query
    .filter((one) => !('disabled' in one))
    .map(({ key, value }) => `${key}=${value}`);
  const [example] = Object.values(requestBody?.content['application/json']?.examples ?? {});
  return {
    name: summary,
    request: {
      method: method.toUpperCase(),
      ...(description !== undefined && { description }),
      header: example ? [{ key: 'Content-Type', value: 'application/json' }] : [],
      url: {
        raw: `{{baseUrl}}${filled}${active.length > 0 ? `?${active.join('&')}` : ''}`,
        host: ['{{baseUrl}}'],
        path: filled.slice(1).split('/'),
        ...(query.length > 0 && { query }),
      },
      ...(example && {
        body: {
          mode: 'raw',
          raw: JSON.stringify(example.value, null, 2),
          options: { raw: { language: 'json' } },
        },
      }),
    },
    event: [{ listen: 'test', script: { exec: script(path, method, responses) } }],
  };
}

/** Returns the test of a response: its status is one of the document, and no mistake of the request. */
function script(path: string, method: string, responses: Operation['responses']): string[] {
  const mistakes = new Set(['400', '401', '403', '413', '415']);
  const known = Object.keys(responses).filter(
    (status) => /^[234]\d\d$/.test(status) && !mistakes.has(status),
  );
  const lines = [
    `pm.test('has a status of the document', () => pm.expect([${known.join(', ')}]).to.include(pm.response.code));`,
  ];
  const saved = SAVED[`${method.toUpperCase()} ${path}`];
  if (saved === undefined) return lines;
  const [variable, field] = saved;
  const value = `pm.response.json().${field.replace('[0]', '?.[0]?')}`;
  return [
    ...lines,
    `if (pm.response.code < 300) pm.collectionVariables.set('${variable}', ${value} ?? pm.collectionVariables.get('${variable}'));`,
  ];
}
