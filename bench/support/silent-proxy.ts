import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * A proxy in front of PostgreSQL. At `silence()` all open connections go silent in both directions
 * without being closed, as after a failover or behind a firewall that has dropped them. New connections
 * work.
 */
export class SilentProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(host: string, port: number) {
    this.server = createServer((client) => {
      const target = connect(port, host);
      for (const [from, to] of [
        [client, target],
        [target, client],
      ] as const) {
        from.setNoDelay(true);
        this.sockets.add(from);
        from.on('data', (chunk) => to.write(chunk));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  /** @returns the proxy, and the database URL that goes through it */
  static async before(databaseUrl: string): Promise<{ proxy: SilentProxy; url: string }> {
    const url = new URL(databaseUrl);
    const proxy = new SilentProxy(url.hostname, Number(url.port || 5432));
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    url.hostname = '127.0.0.1';
    url.port = String((proxy.server.address() as AddressInfo).port);
    return { proxy, url: url.href };
  }

  silence(): void {
    for (const socket of this.sockets) {
      socket.removeAllListeners('data');
      socket.pause();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
