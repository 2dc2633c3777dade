import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  connection: HttpConnection;
}

/** Callbacks of a connection to the server. */
export interface ConnectionHandlers {
  serve(exchange: Exchange): void;
  /** Responds to a request that is not HTTP or too slow, and closes the connection. */
  answerFailure(error: Error, socket: Socket): void;
}

/**
 * Bytes that are parsed at once. Node.js reads up to 64 KB, which may contain two thousand
 * requests, and would create objects for all of them first.
 */
const SLICE_BYTES = 4096;

/**
 * Milliseconds and bytes for which an unwanted body is still read after its request was refused.
 */
const LINGER_MS = 1_000;
const LINGER_BYTES = 256 * 1024;
/** Milliseconds between two reads of such a body. */
const LINGER_PAUSE_MS = 50;

type HttpSocket = Socket & { parser?: unknown };

/**
 * Processes one request of a connection at a time. Pipelined requests wait in the buffers of the
 * operating system until the previous response has been written, so a client that does not read its
 * responses causes no further work.
 */
export class HttpConnection {
  /** Whether a request with a known key or secret arrived on it. */
  isTrusted = false;
  /** The exchange in progress. */
  private current: Exchange | undefined;
  private last: IncomingMessage | undefined;
  private readonly waiting: Exchange[] = [];
  private failure: Error | undefined;
  /** Whether bytes in the socket wait for the end of an exchange. */
  private isPaused = false;
  private lingeringBytes: number | undefined;
  private endedAt: number | undefined;
  private readonly parse: (bytes: Buffer) => void;

  constructor(
    readonly socket: HttpSocket,
    private readonly handlers: ConnectionHandlers,
  ) {
    // The only listener is the parser of Node.js.
    const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
    this.parse = parse!;
    socket.off('data', this.parse);
    socket.on('data', (bytes: Buffer) => this.read(bytes));
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      if (this.last && !this.last.complete) this.linger();
      else destroySoon();
    };
  }

  get isBusy(): boolean {
    return this.current !== undefined;
  }

  add(request: IncomingMessage, response: ServerResponse): void {
    const exchange = { request, response, connection: this };
    if (this.current) this.waiting.push(exchange);
    else this.start(exchange);
  }

  /** Handles a parser error. Requests received before it are answered first. */
  fail(error: Error & { code?: string }): void {
    const { socket, current } = this;
    const isLate = !current && this.last !== undefined && !this.last.complete;
    if (error.code === 'ECONNRESET' || !socket.writable || isLate) {
      socket.destroy();
    } else if (current && (current.request.complete || this.waiting.length > 0)) {
      this.failure = error;
    } else if (current?.response.headersSent) {
      socket.destroy();
    } else {
      this.failure = error;
      this.handlers.answerFailure(error, socket);
    }
  }

  /**
   * Closes the connection if the client has not read a response that ended before `time`
   * (milliseconds).
   */
  closeIfUnread(time: number, now: number): void {
    const { response } = this.current ?? {};
    if (!response?.writableEnded || response.writableFinished) this.endedAt = undefined;
    else if ((this.endedAt ??= now) < time) this.socket.destroy();
  }

  private start(exchange: Exchange): void {
    this.current = exchange;
    this.last = exchange.request;
    exchange.response.once('finish', () => this.next());
    this.handlers.serve(exchange);
  }

  private next(): void {
    const { socket, failure } = this;
    this.current = undefined;
    // The response was the last one on the connection.
    if (socket.writableEnded || socket.destroyed) return;
    const following = this.waiting.shift();
    if (following && (!failure || following.request.complete)) this.start(following);
    else if (failure) this.handlers.answerFailure(failure, socket);
    if (!this.isPaused || this.waiting.length > 0) return;
    this.isPaused = false;
    socket.resume();
  }

  private read(bytes: Buffer): void {
    const { socket } = this;
    if (this.lingeringBytes !== undefined) {
      this.lingeringBytes += bytes.length;
      if (this.lingeringBytes > LINGER_BYTES) socket.destroy();
      // Reads slowly, so that dropped bytes do not take time from calls.
      else {
        socket.pause();
        setTimeout(() => socket.resume(), LINGER_PAUSE_MS).unref();
      }
      return;
    }
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      if (this.failure || socket.destroyed || !socket.parser) return;
      if (this.waiting.length > 0 || socket.isPaused()) {
        this.isPaused = true;
        socket.pause();
        socket.unshift(bytes.subarray(at));
        return;
      }
      this.parse(bytes.subarray(at, at + SLICE_BYTES));
    }
  }

  /**
   * Ends the sending side and reads on for a moment: a client that is still sending would lose the
   * response if the connection were cut off.
   */
  private linger(): void {
    const { socket } = this;
    if (this.lingeringBytes !== undefined) return;
    this.lingeringBytes = 0;
    socket.end();
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('end', () => socket.destroy());
    socket.once('close', () => clearTimeout(timer));
  }
}
