import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Schema } from './type-schemas.js';

/** By what they show. */
type Shown = Record<string, unknown>;

/** What `test/api/examples` recorded: requests to the application, and its responses. */
export interface RecordedExamples {
  /** By method and path, as `POST /v1/bookings`; responses by their status. */
  operations: Record<string, { requests: Shown; responses: Record<string, Shown> }>;
  /** By their codes. */
  problems: Record<string, Record<string, unknown>>;
  /** By their types. */
  events: Shown;
  /** Of queries, by their names. */
  parameters: Shown;
}

export const EXAMPLES_FILE = 'tools/openapi/examples.json';

/**
 * The examples of the document. `RECORD_EXAMPLES=1 npx vitest run test/api/examples` records them; a
 * test requires one of each body, response and parameter.
 */
export class Examples {
  private readonly recorded: RecordedExamples;
  /** Members of problem documents. */
  private readonly members: Record<string, unknown>;

  constructor(root: string) {
    this.recorded = JSON.parse(readFileSync(resolve(root, EXAMPLES_FILE), 'utf8'));
    this.members = Object.assign({}, ...Object.values(this.recorded.problems));
  }

  ofRequest(operation: string): Schema {
    return shown(Object.entries(this.recorded.operations[operation]?.requests ?? {}));
  }

  ofResponse(operation: string, status: string, mediaType: string): Schema {
    const found = this.recorded.operations[operation]?.responses[status] ?? {};
    const isText = mediaType !== 'application/json';
    return shown(
      Object.entries(found).filter(([, value]) => (typeof value === 'string') === isText),
    );
  }

  /** What was sent in a query, or else one of the values that it may have. */
  ofParameter(name: string, { enum: values, default: usual }: Schema): Schema {
    const example = this.recorded.parameters[name] ?? (values as unknown[])?.[0] ?? usual;
    return example === undefined ? {} : { example };
  }

  /** @param made what is known without a record; other members are as in other problems */
  ofProblem(code: string, made: object, members: readonly string[]): object {
    const entries = members.map((name) => [name, this.members[name]] as const);
    return this.recorded.problems[code] ?? { ...made, ...Object.fromEntries(entries) };
  }

  ofEvents(): Schema {
    return shown(Object.entries(this.recorded.events));
  }
}

const shown = (examples: [string, unknown][]): Schema =>
  examples.length === 0
    ? {}
    : { examples: Object.fromEntries(examples.map(([name, value]) => [name, { value }])) };
