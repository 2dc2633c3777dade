import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A proxy between the application and PostgreSQL, which can interrupt the connection. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly forgotten = new WeakSet<Socket>();
  private mode: 'open' | 'cut' | 'silent' = 'open';
  private readonly server = createServer((client) => this.accept(client));

  private constructor(
    private readonly targetHost: string,
    private readonly targetPort: number,
  ) {}

  /**
   * Starts a proxy for a database.
   * @returns the proxy, and the database URL through it
   */
  static async before(databaseUrl: string): Promise<{ proxy: TcpProxy; url: string }> {
    const url = new URL(databaseUrl);
    const proxy = new TcpProxy(url.hostname, Number(url.port || 5432));
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    url.hostname = '127.0.0.1';
    url.port = String((proxy.server.address() as AddressInfo).port);
    return { proxy, url: url.href };
  }

  /** Breaks all connections and refuses new ones. */
  cut(): void {
    this.mode = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Keeps connections and accepts new ones, but forwards nothing. */
  silence(): void {
    this.mode = 'silent';
    for (const socket of this.sockets) socket.pause();
  }

  /**
   * Stops forwarding on existing connections for good, without closing them; new connections work.
   * A firewall or NAT does this when it loses its state, as does a failover.
   */
  forget(): void {
    for (const socket of this.sockets) {
      socket.pause();
      this.forgotten.add(socket);
    }
  }

  restore(): void {
    this.mode = 'open';
    for (const socket of this.sockets) if (!this.forgotten.has(socket)) socket.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.mode === 'cut') {
      client.destroy();
      return;
    }
    const target = connect(this.targetPort, this.targetHost);
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.mode === 'silent') from.pause();
    }
  }
}
