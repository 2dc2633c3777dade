import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { EventDeliveryService } from '../../../src/events/index.js';
import type { EventResponse } from '../../../src/events/outbox/event.mapper.js';
import type { RevealedSubscription } from '../../../src/events/subscriptions/event-subscription.service.js';
import type { TestApp } from '../app.js';

/** Settings that allow event deliveries to receivers on this machine. */
export const TO_LOOPBACK = {
  EVENT_SUBSCRIPTION_ALLOW_HTTP: 'true',
  EVENT_SUBSCRIPTION_ALLOWED_NETWORKS: '127.0.0.0/8',
};

export interface ReceivedEvent {
  headers: IncomingHttpHeaders;
  /** The body as received. */
  body: string;
  event: EventResponse;
}

export type Behaviour = (response: ServerResponse) => void;

export const answers =
  (status: number, headers: Record<string, string> = {}, body = 'ok'): Behaviour =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

/** A client's server that receives event deliveries. */
export class WebhookReceiver {
  readonly received: ReceivedEvent[] = [];
  behave: Behaviour = answers(204);

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new WebhookReceiver(server, `http://127.0.0.1:${port}/events`);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const { headers } = request;
        receiver.received.push({ headers, body, event: JSON.parse(body) as EventResponse });
        receiver.behave(response);
      });
    });
    return receiver;
  }

  get types(): string[] {
    return this.received.map(({ event }) => event.type);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

export async function subscribe(
  app: TestApp,
  receiver: { url: string },
  more: object = {},
): Promise<RevealedSubscription> {
  const { body } = await app
    .post('/v1/event-subscriptions', { url: receiver.url, ...more })
    .expect(201);
  return body as RevealedSubscription;
}

/**
 * Delivers until nothing is due or in progress.
 * @returns the counts of outcomes
 */
export async function deliverAll(app: TestApp) {
  const service = app.nest.get(EventDeliveryService);
  const sum = { delivered: 0, failed: 0, dead: 0 };
  for (let underWay = 1; underWay > 0;) {
    const tally = await service.deliverDue();
    sum.delivered += tally.delivered;
    sum.failed += tally.failed;
    sum.dead += tally.dead;
    underWay = tally.underWay;
  }
  return sum;
}
