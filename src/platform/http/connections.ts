import type { Socket } from 'node:net';
import type { HttpLimits } from '../config/index.js';
import { type ConnectionHandlers, HttpConnection } from './http-connection.js';

/** Milliseconds between two checks for unread responses. */
const CHECK_MS = 1_000;

/**
 * The open connections of a process. At the limit, closes the longest-silent connection that never
 * carried a known key or secret; if there is none, closes the new one.
 */
export class Connections {
  private readonly all = new Map<Socket, HttpConnection>();
  /** The longest-silent connection comes first. */
  private readonly untrusted = new Set<HttpConnection>();
  /** When connections without a request are closed, after the server has begun to close. */
  private closesAt = Infinity;

  constructor(
    private readonly max: number,
    private readonly limits: Pick<HttpLimits, 'headersTimeout' | 'writeTimeout'>,
    private readonly handlers: ConnectionHandlers,
  ) {
    setInterval(() => this.closeLate(), Math.min(CHECK_MS, limits.writeTimeout)).unref();
  }

  open(socket: Socket): void {
    if (this.all.size >= this.max) {
      const [oldest] = this.untrusted;
      if (!oldest) {
        socket.destroy();
        return;
      }
      this.forget(oldest);
      oldest.socket.destroy();
    }
    const connection = new HttpConnection(socket, this.handlers);
    this.all.set(socket, connection);
    this.untrusted.add(connection);
    socket.once('close', () => this.forget(connection));
  }

  of(socket: Socket): HttpConnection | undefined {
    return this.all.get(socket);
  }

  /** Records a request with a known key or secret. */
  trust(connection: HttpConnection): void {
    connection.isTrusted = true;
    this.untrusted.delete(connection);
  }

  /** Records any other request. */
  touch(connection: HttpConnection): void {
    if (this.untrusted.delete(connection)) this.untrusted.add(connection);
  }

  private forget(connection: HttpConnection): void {
    this.all.delete(connection.socket);
    this.untrusted.delete(connection);
  }

  /**
   * Closes connections that never sent anything, and later those that have not completed their
   * headers by then. Node.js does not count them as idle, and would wait for them when the server
   * closes.
   */
  closeSilent(): void {
    this.closesAt = performance.now() + this.limits.headersTimeout;
    for (const connection of this.all.values()) {
      if (connection.socket.bytesRead === 0) connection.socket.destroy();
    }
  }

  private closeLate(): void {
    const now = performance.now();
    for (const connection of this.all.values()) {
      connection.closeIfUnread(now - this.limits.writeTimeout, now);
      if (now > this.closesAt && !connection.isBusy) connection.socket.destroy();
    }
  }
}
