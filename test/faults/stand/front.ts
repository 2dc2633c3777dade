import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Fleet } from './fleet.js';

/** The address of the service for 8x8: the proxy in front of the replicas. */
export class Front {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(fleet: Fleet): Promise<Front> {
    const server = createServer((request, response) => {
      const { method = 'POST', url: path = '/', headers } = request;
      const pass = async (): Promise<number> => {
        const body = (await json(request)) as object;
        const { authorization = '' } = headers;
        const attempts = await fleet.send({ method, path, authorization, body, timeoutMs: 3_000 });
        const { answer } = attempts.at(-1)!;
        return 'status' in answer ? answer.status : 502;
      };
      pass().then(
        (status) => response.writeHead(status).end(),
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return new Front(server, `http://127.0.0.1:${port}`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
