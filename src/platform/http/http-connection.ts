import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  connection: HttpConnection;
}

/** What a connection asks of the server. */
export interface ConnectionHandlers {
  serve(exchange: Exchange): void;
  /** Answers what is not HTTP, or came too slowly; the connection is closed with it. */
  answerFailure(error: Error, socket: Socket): void;
}

/**
 * Bytes that are parsed at once. Node.js reads up to 64 KB, which can hold two thousand requests, and
 * makes objects of all of them before anything else is done.
 */
const SLICE_BYTES = 4096;

/** How long, in milliseconds, and how much is read of a body that nobody wants, after its refusal. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 256 * 1024;
/** Milliseconds between two reads of it. */
const LINGER_PAUSE_MS = 50;

type HttpSocket = Socket & { parser?: unknown };

/**
 * Works on one request of a connection at a time. What is pipelined behind it waits in the buffers of
 * the operating system until the answer before it has been written: a client that does not read its
 * answers makes no further ones.
 */
export class HttpConnection {
  /** Whether a known key or secret came on it. */
  isTrusted = false;
  /** The exchange that is worked on. */
  private current: Exchange | undefined;
  private last: IncomingMessage | undefined;
  private readonly waiting: Exchange[] = [];
  private failure: Error | undefined;
  /** Whether bytes wait in the socket for the end of an exchange. */
  private isHeld = false;
  private lingeringBytes: number | undefined;
  private endedAt: number | undefined;
  private readonly parse: (bytes: Buffer) => void;

  constructor(
    readonly socket: HttpSocket,
    private readonly handlers: ConnectionHandlers,
  ) {
    // The one listener is the parser of Node.js.
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

  /** Deals with an error of the parser: what came before it is answered first. */
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

  /** Closes the connection if an answer has waited to be read since before `time` (milliseconds). */
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
    // The answer was the last one of the connection.
    if (socket.writableEnded || socket.destroyed) return;
    const following = this.waiting.shift();
    if (following && (!failure || following.request.complete)) this.start(following);
    else if (failure) this.handlers.answerFailure(failure, socket);
    if (!this.isHeld || this.waiting.length > 0) return;
    this.isHeld = false;
    socket.resume();
  }

  private read(bytes: Buffer): void {
    const { socket } = this;
    if (this.lingeringBytes !== undefined) {
      this.lingeringBytes += bytes.length;
      if (this.lingeringBytes > LINGER_BYTES) socket.destroy();
      // A little at a time: what is dropped must not take the time of calls.
      else {
        socket.pause();
        setTimeout(() => socket.resume(), LINGER_PAUSE_MS).unref();
      }
      return;
    }
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      if (this.failure || socket.destroyed || !socket.parser) return;
      if (this.waiting.length > 0 || socket.isPaused()) {
        this.isHeld = true;
        socket.pause();
        socket.unshift(bytes.subarray(at));
        return;
      }
      this.parse(bytes.subarray(at, at + SLICE_BYTES));
    }
  }

  /**
   * Says that nothing more will be sent, and reads on for a moment: a client that is still sending
   * would lose the answer if the connection were cut off.
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
