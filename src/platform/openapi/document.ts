import { readFileSync } from 'node:fs';

/** The parts of an OpenAPI document that its HTML page and the tests use. */
export interface OpenApiDocument {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Response>; schemas: Record<string, Schema> };
  'x-errors': Record<string, CatalogueEntry>;
}

export interface Operation {
  operationId: string;
  tags: [string];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { description?: string; content: Content };
  responses: Record<string, Response | Reference>;
  'x-codeSamples'?: { lang: string; label: string; source: string }[];
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
  example?: unknown;
}

/** By media type. */
export type Content = Record<
  string,
  { schema: Schema; examples?: Record<string, { value: unknown }> }
>;

export interface Response {
  description: string;
  content?: Content;
}

export interface Reference {
  $ref: string;
}

export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}

/** The meaning of an error code, and the remedy for a client. */
export interface CatalogueEntry {
  status: string;
  meaning: string;
  remedy: string;
}

/** Reads the document that `npm run generate` wrote. */
export const readDocument = (): OpenApiDocument =>
  JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as OpenApiDocument;
