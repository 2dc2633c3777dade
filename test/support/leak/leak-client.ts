import request from 'supertest';
import type { Canaries } from './canaries.js';
import type { HttpRoute } from '../routes.js';

export interface Sent {
  /** Sent unchanged if it is a string, else as JSON. */
  body?: object | string;
  /** The `Authorization` header; null for none. */
  key?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** Returns the secrets that the response shows on purpose. */
  shown?: (body: any) => readonly string[];
}

/** Sends requests and keeps every response for the search. */
export class LeakClient {
  readonly statuses = new Set<number>();

  constructor(
    private readonly url: string,
    private readonly canaries: Canaries,
    /** The values of the `Authorization` header. */
    readonly keys: { admin: string; webhook: string },
  ) {}

  async send(route: HttpRoute, path: string, sent: Sent = {}): Promise<request.Response> {
    const { body, headers = {}, shown = () => [] } = sent;
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const test = request(this.url)[method](path).set(headers).redirects(0);
    const key = sent.key === undefined ? this.keyOf(route) : sent.key;
    if (key !== null) void test.set('authorization', key);
    if (body !== undefined && headers['content-type'] === undefined) void test.type('json');
    const answer = await test.send(body).ok(() => true);
    this.statuses.add(answer.status);
    // Remove what the response shows on purpose, so that only other occurrences count as leaks.
    const texts = [JSON.stringify(answer.headers), answer.text ?? ''];
    const text = shown(answer.body).reduce(
      (rest, one) => rest.replaceAll(one, '…'),
      texts.join('\n'),
    );
    this.canaries.keep(`answer ${answer.status} to ${route.method} ${route.url}`, text);
    return answer;
  }

  private keyOf({ url }: HttpRoute): string {
    return url.startsWith('/webhooks/') ? this.keys.webhook : `Bearer ${this.keys.admin}`;
  }
}
