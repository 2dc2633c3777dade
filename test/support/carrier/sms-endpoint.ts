import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A text that 8x8 was asked to send. */
export interface SentSms {
  subAccountId: string;
  source: string;
  destination: string;
  text: string;
  clientMessageId: string;
  umid: string;
}

/** Responds to a request; the text counts as sent to the phone only if it calls `deliver`. */
export type SmsBehaviour = (
  sms: SentSms,
  response: ServerResponse,
  deliver: () => void,
) => void | Promise<void>;

export const respond = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** 8x8's response to a text that it has taken. */
export const queued = ({ umid, clientMessageId, destination }: SentSms) => ({
  umid,
  clientMessageId,
  destination: destination.slice(1),
  encoding: 'GSM7',
  status: { code: 'QUEUED', description: 'SMS is accepted and queued for processing' },
});

export const acceptAll: SmsBehaviour = (sms, response, deliver) => {
  deliver();
  respond(response, 200, queued(sms));
};

/** A small stand-in for the two calls of 8x8's SMS API that Maskline makes. */
export class SmsEndpoint {
  /** Every request, whatever became of it. */
  readonly requests: SentSms[] = [];
  /** What phones received, in order. */
  readonly delivered: SentSms[] = [];
  behave: SmsBehaviour = acceptAll;
  /** Ids of the texts that 8x8 was asked to erase. */
  readonly erasures: string[] = [];
  /** The response to such a request. */
  eraseStatus = 202;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SmsEndpoint> {
    const server = createServer();
    const endpoint = new SmsEndpoint(server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const [, umid] = /messages\/([^/]+)\/pii$/.exec(request.url!) ?? [];
        if (request.method === 'DELETE' && umid !== undefined) {
          endpoint.erasures.push(umid);
          response.writeHead(endpoint.eraseStatus).end();
          return undefined;
        }
        const [, subAccountId = ''] = /subaccounts\/([^/]+)\/messages$/.exec(request.url!) ?? [];
        const sms = { ...(JSON.parse(body) as SentSms), subAccountId, umid: randomUUID() };
        endpoint.requests.push(sms);
        return endpoint.behave(sms, response, () => void endpoint.delivered.push(sms));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Texts that a phone received. */
  at(phone: string): SentSms[] {
    return this.delivered.filter(({ destination }) => destination === phone);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
