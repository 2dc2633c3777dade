import { COMMON_PROBLEMS, ERROR_CATALOGUE_PATH } from '../../src/platform/rest/index.js';
import { STATUS_CODES } from 'node:http';
import { ERROR_TEXTS } from './error-texts.js';
import type { Examples } from './examples.js';
import type { Failure, Failures } from './failures.js';
import { RATE_LIMIT_HEADERS, RETRY_AFTER } from './fixed-parts.js';
import type { Schema } from './type-schemas.js';

const isCommon = (name: string): name is keyof typeof COMMON_PROBLEMS => name in COMMON_PROBLEMS;

/** Converts `pool-exhausted` to `PoolExhausted`. */
const pascalCase = (code: string): string =>
  code
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Returns what a code means, and what to do. */
const explained = (code: string): string => `\`${code}\`: ${ERROR_TEXTS[code]?.join(' ')}`;

/** The code of every 4xx without a code of its own. */
const ANY_OTHER = 'request-refused';

const statusKeyOf = ({ code, status }: Failure): string =>
  code === ANY_OTHER ? '4XX' : String(status);

/** Whether the request had a valid key and counted towards its limit. */
const isCounted = ({ code, status }: Failure): boolean =>
  status !== 401 && status < 500 && code !== ANY_OTHER;

/** Writes failures as problem documents (RFC 9457), a schema for each code. */
export class Problems {
  readonly schemas = new Map<string, Schema>();
  /** By name; responses that many routes share. */
  readonly shared = new Map<string, Schema>();

  constructor(
    private readonly failures: Failures,
    private readonly examples: Examples,
  ) {}

  /**
   * @param names codes or classes of failures that many routes share
   * @param own classes of failures of the route
   */
  responses(names: string[], own: string[], isAdmin: boolean): Record<string, Schema> {
    const found = [...names, ...own].flatMap((name) => this.failuresOf(name));
    const distinct = [...new Map(found.map((failure) => [failure.code, failure])).values()];
    const statuses = [...new Set(distinct.map(statusKeyOf))].toSorted();
    return Object.fromEntries(
      statuses.map((key) => [
        key,
        this.response(
          distinct.filter((failure) => statusKeyOf(failure) === key),
          isAdmin,
        ),
      ]),
    );
  }

  private failuresOf(name: string): Failure[] {
    if (!isCommon(name)) return this.failures.named(name);
    return [{ code: name, ...COMMON_PROBLEMS[name], extensions: undefined }];
  }

  private response(failures: Failure[], isAdmin: boolean): Schema {
    // Other routes have other headers, and a name made of many codes would be unreadable.
    if (!isAdmin || failures.length > 3) return this.written(failures, isAdmin);
    const name = failures.map(({ code }) => pascalCase(code)).join('Or');
    if (!this.shared.has(name)) this.shared.set(name, this.written(failures, isAdmin));
    return { $ref: `#/components/responses/${name}` };
  }

  private written(failures: Failure[], isAdmin: boolean): Schema {
    const { status } = failures[0]!;
    const schemas = failures.map((failure) => this.schemaOf(failure));
    const headers = {
      ...(status === 429 || status === 503
        ? RETRY_AFTER(failures.every(({ code }) => code === 'rate-limited'))
        : {}),
      ...(isAdmin && isCounted(failures[0]!) && RATE_LIMIT_HEADERS),
    };
    return {
      description: failures.map(({ code }) => explained(code)).join('\n\n'),
      ...(Object.keys(headers).length > 0 && { headers }),
      content: {
        'application/problem+json': {
          schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas },
        },
      },
    };
  }

  private schemaOf(failure: Failure): Schema {
    const { code, status, detail, extensions } = failure;
    const name = `${pascalCase(code)}Problem`;
    this.schemas.set(name, {
      description: detail,
      type: 'object',
      required: [...MEMBERS, ...(extensions?.required ?? [])],
      properties: {
        ...Object.fromEntries(MEMBERS.map((member) => [member, { type: 'string' }])),
        status: code === ANY_OTHER ? { type: 'integer' } : { const: status },
        code: { const: code },
        requestId: { type: 'string' },
        ...extensions?.properties,
      },
      examples: [this.exampleOf(failure)],
    });
    return { $ref: `#/components/schemas/${name}` };
  }

  private exampleOf({ code, status, detail, extensions }: Failure): object {
    const made = {
      type: `${ERROR_CATALOGUE_PATH}#${code}`,
      title: STATUS_CODES[status],
      status,
      detail,
      instance: '/v1/bookings',
      code,
    };
    return this.examples.ofProblem(code, made, extensions?.required ?? []);
  }
}

const MEMBERS = ['type', 'title', 'status', 'detail', 'instance', 'code'];
