import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A connection of the service, and that to the database behind it. */
interface Pair {
  client: Socket;
  target: Socket;
  isSilent: boolean;
}

/** A proxy between the service and PostgreSQL that misbehaves as networks do. */
export class FaultyProxy {
  private readonly pairs = new Set<Pair>();
  /** All of them, since a silent pair is left open on one side. */
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private isSwallowing = false;
  private delayMs = 0;
  private readonly server = createServer((client) => this.accept(client));

  private constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** @returns the proxy, and the database URL through it */
  static async before(databaseUrl: string): Promise<{ proxy: FaultyProxy; url: string }> {
    const url = new URL(databaseUrl);
    const proxy = new FaultyProxy(url.hostname, Number(url.port));
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    url.port = String((proxy.server.address() as AddressInfo).port);
    return { proxy, url: url.href };
  }

  /** Delays everything in both directions. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Closes all connections and refuses new ones. */
  cut(): void {
    this.isCut = true;
    for (const { client, target } of this.pairs) {
      client.destroy();
      target.destroy();
    }
  }

  /** Ends all connections with a TCP reset; new ones work. */
  reset(): void {
    for (const { client, target } of this.pairs) {
      client.resetAndDestroy();
      target.destroy();
    }
  }

  /** Ends all connections in one direction: the service hears that nothing more comes. */
  halfClose(): void {
    for (const pair of this.pairs) {
      pair.isSilent = true;
      pair.client.end();
    }
  }

  /** Takes everything, also new connections, and forwards nothing. */
  swallow(): void {
    this.isSwallowing = true;
  }

  /** All connections fall silent for good; new ones work. */
  silence(): void {
    for (const pair of this.pairs) pair.isSilent = true;
  }

  /** Forwards again. What was swallowed is lost, so its connections end. */
  restore(): void {
    this.isCut = false;
    this.delayMs = 0;
    if (this.isSwallowing) this.reset();
    this.isSwallowing = false;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const target = connect(this.port, this.host);
    const pair = { client, target, isSilent: false };
    this.pairs.add(pair);
    this.forward(pair, client, target);
    this.forward(pair, target, client);
  }

  private forward(pair: Pair, from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => void this.pass(pair, to, chunk));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      this.pairs.delete(pair);
      if (!pair.isSilent) to.destroy();
    });
  }

  private async pass(pair: Pair, to: Socket, chunk: Buffer): Promise<void> {
    if (pair.isSilent || this.isSwallowing) return;
    // Equal delays keep the order.
    if (this.delayMs > 0) await pause(this.delayMs);
    if (!to.destroyed && to.writable) to.write(chunk);
  }
}
