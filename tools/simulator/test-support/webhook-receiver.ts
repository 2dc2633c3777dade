import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type {
  CallActionMessage,
  CallStatusMessage,
  SessionSummaryMessage,
} from '../../../src/eightxeight/index.js';
import type { NumbersUpdatedMessage, RecordingUploadedMessage, SmsMessage } from '../index.js';

export interface MessageByType {
  VCA: CallActionMessage;
  VCS: CallStatusMessage;
  VSS: SessionSummaryMessage;
  VRU: RecordingUploadedMessage;
  VNU: NumbersUpdatedMessage;
  /** Inbound texts and receipts. */
  SMS: SmsMessage;
}
export type ReceivedType = keyof MessageByType;

/** `never` leaves the request without a response; an object that is not a text is sent as JSON. */
export type Reply =
  'never' | { status?: number; headers?: Record<string, string>; body?: string | object };

interface Received<Type extends ReceivedType = ReceivedType> {
  type: Type;
  headers: IncomingHttpHeaders;
  message: MessageByType[Type];
}

/** A small HTTP server in place of the service that 8x8 would call. For tests. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Returns the reply to each message; a test can replace it. */
  reply: (type: ReceivedType, message: unknown) => Reply = () => ({});
  private readonly waiting: (() => void)[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const type = (request.url ?? '').slice(1) as ReceivedType;
        const message = JSON.parse(body) as MessageByType[ReceivedType];
        const reply = receiver.reply(type, message);
        receiver.received.push({ type, headers: request.headers, message });
        for (const look of receiver.waiting.splice(0)) look();
        if (reply === 'never') return;
        response.writeHead(reply.status ?? 200, reply.headers);
        response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  urlFor(type: ReceivedType): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${type}`;
  }

  messages<Type extends ReceivedType>(type: Type): MessageByType[Type][] {
    return this.received
      .filter((received): received is Received<Type> => received.type === type)
      .map(({ message }) => message);
  }

  /** Resolves once `condition` holds after a message; waits for ever if it never does. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
