import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Schema } from './type-schemas.js';

/** Values by the name of their example. */
type Shown = Record<string, unknown>;

/** Requests and responses of the application that `test/api/examples` recorded. */
export interface RecordedExamples {
  /** By method and path, for example `POST /v1/bookings`; responses by status. */
  operations: Record<string, { requests: Shown; responses: Record<string, Shown> }>;
  /** By code. */
  problems: Record<string, Record<string, unknown>>;
  /** By event type. */
  events: Shown;
  /** Query parameters by name. */
  parameters: Shown;
}

export const EXAMPLES_FILE = 'tools/openapi/examples.json';

/**
 * The examples of the document. `RECORD_EXAMPLES=1 npx vitest run test/api/examples` records them; a
 * test requires an example of each body, response and parameter.
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

  firstRequest(operation: string): unknown {
    return Object.values(this.recorded.operations[operation]?.requests ?? {})[0];
  }

  ofResponse(operation: string, status: string, mediaType: string): Schema {
    const found = this.recorded.operations[operation]?.responses[status] ?? {};
    const isText = mediaType !== 'application/json';
    return shown(
      Object.entries(found).filter(([, value]) => (typeof value === 'string') === isText),
    );
  }

  /** Returns the recorded value of a query parameter, or else one of its allowed values. */
  ofParameter(name: string, { type, enum: values, default: usual }: Schema): Schema {
    const sent = this.recorded.parameters[name];
    const recorded = type === 'integer' && sent !== undefined ? Number(sent) : sent;
    // Another operation may allow other values for a parameter of this name.
    const allowed = values as unknown[] | undefined;
    const fits = allowed?.includes(recorded) ?? true;
    const example = (fits ? recorded : undefined) ?? allowed?.[0] ?? usual;
    return example === undefined ? {} : { example };
  }

  /** @param made values known without a record; other members are copied from other problems */
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
    : {
        examples: Object.fromEntries(
          examples.map(([name, value]) => [name, { summary: titleOf(name), value }]),
        ),
      };

/** Returns the title of an example: "Later and while used" of `laterAndWhileUsed`. */
const titleOf = (name: string): string => {
  // The name of an event, or of anything else with a name of its own, is its title.
  if (!/^[a-z][A-Za-z]*$/.test(name)) return name;
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};
