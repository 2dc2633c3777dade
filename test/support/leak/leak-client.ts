import request from 'supertest';
import type { Canaries } from './canaries.js';
import type { HttpRoute } from '../routes.js';

export interface Sent {
  /** As it goes out; an object as JSON. */
  body?: object | string;
  /** Null: none. */
  key?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** What the answer is there to show. */
  shown?: (body: any) => readonly string[];
}

/** Sends requests, and keeps every answer to be searched. */
export class LeakClient {
  readonly statuses = new Set<number>();

  constructor(
    private readonly url: string,
    private readonly canaries: Canaries,
    /** What goes out as `Authorization`. */
    private readonly keys: { admin: string; webhook: string },
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
    // What it shows on purpose is taken out; a second time elsewhere would be found.
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
