import type request from 'supertest';
import { expect } from 'vitest';
import type { RecordedExamples } from '../../../tools/openapi/examples.js';
import type { DomainError } from '../../../src/platform/errors/index.js';
import { toProblem } from '../../../src/platform/rest/index.js';
import { ADMIN_API_KEY, type TestApp, WEBHOOK_SECRET } from '../../support/app.js';
import type { StableValues } from './stable-values.js';

/** Number of items that an example shows of a list. */
const SHOWN_ITEMS = 2;

interface Exchange {
  path?: Record<string, string>;
  query?: Record<string, string | number>;
  headers?: Record<string, string>;
  body?: object;
  /** An API key; default: the operator's key, or the secret of the carrier webhooks. */
  key?: string;
}

/** Sends requests to the application and records them with their responses as examples. */
export class ExampleRecorder {
  private readonly recorded: RecordedExamples = {
    operations: {},
    problems: {},
    events: {},
    parameters: {},
  };

  constructor(private readonly app: TestApp) {}

  /** Returns the recorded examples, the same after each run. */
  examples(stable: StableValues): RecordedExamples {
    return stable.of(this.recorded, '') as RecordedExamples;
  }

  /**
   * Records a successful request.
   * @param operation in the form `GET /v1/bookings/{id}`
   * @param name of the example, unique in its operation
   */
  async record(
    name: string,
    operation: string,
    status: number,
    exchange: Exchange = {},
  ): Promise<request.Response> {
    const response = await this.send(operation, status, exchange);
    const { operations, parameters } = this.recorded;
    const { requests, responses } = (operations[operation] ??= { requests: {}, responses: {} });
    const shown = shownOf(response);
    if (exchange.body) requests[name] = exchange.body;
    if (shown !== undefined) responses[status] = { ...responses[status], [name]: shown };
    for (const [field, value] of Object.entries(exchange.query ?? {})) parameters[field] ??= value;
    return response;
  }

  /** Records the problem document of a request that fails with this code. */
  async refuse(
    code: string,
    operation: string,
    status: number,
    exchange: Exchange = {},
  ): Promise<void> {
    const { body } = await this.send(operation, status, exchange);
    expect(body.code, `${operation} ${JSON.stringify(body)}`).toBe(code);
    const { requestId: _ofThisRun, ...problem } = body;
    this.recorded.problems[code] = problem;
  }

  /** Records the problem document of an error. */
  failure(error: DomainError): void {
    this.recorded.problems[error.code] = toProblem(error, '/v1/pools');
  }

  /** Records the earliest event of each type. Event ids begin with their time. */
  events(events: readonly { id: string; type: string }[]): void {
    for (const event of events.toSorted((a, b) => (a.type + a.id < b.type + b.id ? -1 : 1)))
      this.recorded.events[event.type] ??= event;
  }

  private async send(operation: string, status: number, exchange: Exchange) {
    const [method, template] = operation.split(' ') as [string, string];
    const { path = {}, query = {}, headers = {}, body, key } = exchange;
    const url = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(path[name]!),
    );
    const own = template.startsWith('/webhooks/') ? WEBHOOK_SECRET : ADMIN_API_KEY;
    const response = await this.app
      .as(key ?? own)
      .send(method, url, body)
      .query(query)
      .set(headers);
    expect(response.status, `${operation}: ${response.text}`).toBe(status);
    return response;
  }
}

/** Returns what an example shows of a response; undefined if it has no body. */
function shownOf({ body, text, headers }: request.Response): unknown {
  const type = headers['content-type'] ?? '';
  if (type.includes('html')) return `${text.split('\n', 1)[0]}…`;
  if (type.includes('csv')) return text;
  if (type.startsWith('text/plain')) {
    // Metrics belong to the process, which other test files share: only the value varies.
    const line = /^maskline_call_decisions_total\{decision="refuse",reason="not-a-party"\} /m.exec(
      text,
    );
    return line ? `${line[0]}1\n` : undefined;
  }
  if (!type.includes('json')) return undefined;
  if ('openapi' in body) return { openapi: body.openapi };
  return Array.isArray(body.items) ? { ...body, items: body.items.slice(0, SHOWN_ITEMS) } : body;
}
