import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { now, type Recorder } from '../history/recorder.js';

/** The client's server, which receives events and records them. */
export class Receiver {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(recorder: Recorder): Promise<Receiver> {
    const server = createServer((request, response) => {
      text(request).then(
        (body) => {
          // As receivers do: Standard Webhooks allows five minutes.
          const sentAt = Number(request.headers['webhook-timestamp']) * 1e3;
          if (Math.abs(sentAt - now()) > 300_000) {
            response.writeHead(401).end();
            return;
          }
          recorder.add({ type: 'delivery', at: now(), body: JSON.parse(body) as unknown });
          response.writeHead(204).end();
        },
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return new Receiver(server, `http://127.0.0.1:${port}/`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
