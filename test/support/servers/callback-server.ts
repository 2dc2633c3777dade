import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { MAJORS, twilioPackage } from '../twilio.js';

export interface ReceivedCallback {
  path: string;
  headers: IncomingHttpHeaders;
  parameters: Record<string, string>;
}

export type CallbackBehaviour = (response: ServerResponse) => void;
export const answers =
  (status: number, type = 'text/plain', body = ''): CallbackBehaviour =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

/** A company's server that receives Twilio's callbacks. */
export class CallbackServer {
  readonly received: ReceivedCallback[] = [];
  behave: CallbackBehaviour = answers(204);
  private readonly server = createServer();

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.server.on('request', (request, response) => {
      void text(request).then((body) => {
        const parameters = Object.fromEntries(new URLSearchParams(body));
        this.received.push({ path: request.url!, headers: request.headers, parameters });
        this.behave(response);
      });
    });
    return this;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** Expects that `validateRequest` of every major accepts a callback, and no changed one. */
export async function expectSigned(
  server: CallbackServer,
  { authToken }: { authToken: string },
  { path, headers, parameters }: ReceivedCallback,
): Promise<void> {
  const signature = headers['x-twilio-signature'] as string;
  for (const major of MAJORS) {
    const twilio = await twilioPackage(major, 'CommonJS');
    expect(twilio.validateRequest(authToken, signature, server.url(path), parameters)).toBe(true);
    const changed = { ...parameters, interactionSid: 'KI0', From: '+1' };
    expect(twilio.validateRequest(authToken, signature, server.url(path), changed)).toBe(false);
    const other = server.url('/other');
    expect(twilio.validateRequest(authToken, signature, other, parameters)).toBe(false);
    expect(twilio.validateRequest('f'.repeat(32), signature, server.url(path), parameters)).toBe(
      false,
    );
  }
}
