import { errorCatalogue } from './error-catalogue.js';
import { eventWebhooks } from './event-webhooks.js';
import type { Examples } from './examples.js';
import { Failures } from './failures.js';
import { DOCUMENT_TAGS, HEADERS, SECURITY_SCHEMES } from './fixed-parts.js';
import { Operations } from './operations.js';
import { Problems } from './problems.js';
import { RequestSchemas } from './request-schemas.js';
import { allRoutes } from './routes.js';
import type { SourceCode } from './source-code.js';
import { type Schema, TypeSchemas } from './type-schemas.js';

export interface DocumentTexts {
  version: string;
  description: string;
  /** A program in TypeScript that receives events. */
  receiver: string;
}

/** Writes the OpenAPI document of the application. */
export function writeDocument(
  code: SourceCode,
  examples: Examples,
  { version, description, receiver }: DocumentTexts,
): Schema {
  const types = new TypeSchemas(code);
  const failures = new Failures(code, types);
  const problems = new Problems(failures, examples);
  const requests = new RequestSchemas(code, types);
  const operations = new Operations(code, types, requests, problems, examples);
  const paths: Record<string, Schema> = {};
  // Twilio documents its API; docs/from-twilio-proxy.md describes what differs.
  for (const route of allRoutes().filter(({ path }) => !path.startsWith('/twilio/'))) {
    const operation = operations.operationOf(route);
    paths[route.path] = { ...paths[route.path], [route.method]: operation };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Maskline',
      version,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that serves this document.' }],
    tags: DOCUMENT_TAGS,
    paths: sorted(paths),
    webhooks: eventWebhooks(examples, receiver),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      headers: HEADERS,
      responses: sorted(Object.fromEntries(problems.shared)),
      schemas: sorted(Object.fromEntries([...types.named, ...problems.schemas])),
    },
    'x-errors': errorCatalogue(failures),
  };
}

/** Sorts entries by name, so that unrelated changes do not reorder them. */
const sorted = <Value>(entries: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)));
