import { type OpenApiDocument, readDocument } from '../../../src/platform/openapi/index.js';

/** An operation of the admin API as the OpenAPI document describes it. */
export interface Operation {
  method: string;
  /** The pattern in Fastify's notation: `/v1/bookings/:id`. */
  url: string;
  scope: string;
  /** Whether keys that are restricted to pools may not use it. */
  isForAllPools: boolean;
  /** The examples of its body. */
  bodies: object[];
  /** The names of its query parameters. */
  queryFields: string[];
  /** Its required query parameters with example values: `?from=…&to=…`. */
  query: string;
}

type Described = OpenApiDocument['paths'][string][string];

/** Returns every operation under `/v1`. Each GET also appears as HEAD, which Fastify answers too. */
export function adminOperations(): Operation[] {
  const document = readDocument();
  const described = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  return described.flatMap(({ path, method, operation }) => {
    const found: Operation = {
      method: method.toUpperCase(),
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      scope: operation.security[0]!['apiKey']![0]!,
      isForAllPools: /not for keys that are restricted to pools/.test(JSON.stringify(operation)),
      bodies: bodiesOf(operation),
      queryFields: queryParametersOf(operation).map(({ name }) => name),
      query: queryOf(operation),
    };
    return method === 'get' ? [found, { ...found, method: 'HEAD' }] : [found];
  });
}

function bodiesOf({ requestBody }: Described): object[] {
  const examples = requestBody?.content['application/json']?.examples ?? {};
  return Object.values(examples).map(({ value }) => value as object);
}

const queryParametersOf = ({ parameters = [] }: Described) =>
  parameters.filter((one) => one.in === 'query');

function queryOf(operation: Described): string {
  const required = queryParametersOf(operation).filter((one) => one.required);
  const query = new URLSearchParams();
  for (const { name, example } of required) query.set(name, String(example));
  return required.length > 0 ? `?${query.toString()}` : '';
}

/** Returns a copy of an example with some strings replaced. */
export const withValues = (example: object, values: Readonly<Record<string, string>>): object =>
  JSON.parse(
    JSON.stringify(example, (_key, value: unknown) =>
      typeof value === 'string' ? (values[value] ?? value) : value,
    ),
  ) as object;
