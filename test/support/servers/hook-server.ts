import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { HookLimits } from '../../../src/callhandle/decision-hook/asking/hook-limits.js';
import type { RevealedDecisionHook } from '../../../src/callhandle/decision-hook/decision-hook.service.js';
import type { TestApp } from '../app.js';

/** A question as the company receives it. */
export interface ReceivedQuestion {
  url: string;
  headers: IncomingHttpHeaders;
  /** The body as received. */
  body: string;
  question: Record<string, any>;
}

export type HookBehaviour = (response: ServerResponse, question: ReceivedQuestion) => void;

/** Answers with a JSON value. */
export const says =
  (answer: unknown, status = 200): HookBehaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };

export const ALLOW = says({ decision: 'allow' });

/** Never answers. */
export const silence: HookBehaviour = () => undefined;

/** A company's server that decides calls. */
export class HookServer {
  readonly received: ReceivedQuestion[] = [];
  behave: HookBehaviour = ALLOW;
  connections = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
  ) {}

  static async start(): Promise<HookServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const hook = new HookServer(server, `http://127.0.0.1:${port}/decide`);
    server.on('connection', () => {
      hook.connections += 1;
    });
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const question = JSON.parse(body) as Record<string, unknown>;
        const received = { url: request.url!, headers: request.headers, body, question };
        hook.received.push(received);
        hook.behave(response, received);
      });
    });
    return hook;
  }

  /** Waits until a number of questions has arrived. */
  async hasReceived(count: number): Promise<void> {
    await expect.poll(() => this.received.length).toBe(count);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** Gives hooks so much time that a busy machine does not change the result. */
export const patientHooks = (app: TestApp): HookLimits =>
  Object.assign(app.nest.get(HookLimits), { timeoutMs: 30_000, reserveMs: 0 });

export async function addHook(
  app: TestApp,
  pool: string,
  hook: { url: string },
  more: object = {},
): Promise<RevealedDecisionHook> {
  const { body } = await app
    .post(`/v1/pools/${pool}/decision-hook`, { url: hook.url, onFailure: 'refuse', ...more })
    .expect(201);
  return body as RevealedDecisionHook;
}
