import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A separate process that attacks a server on this machine, bounded in connections, requests, bytes and
 * time. It prints what it sent and received as JSON.
 */
export interface AttackPlan {
  url: string;
  connections: number;
  /** The attack ends after this time, even if it has not sent everything. */
  seconds: number;
  /** The start of a request line without the HTTP version, such as `GET /docs`. */
  request: string;
  headers?: Record<string, string>;
  /** The parts of the body; `repeat` is repeated up to `bytes`. Absent: no body. */
  body?: { prefix: string; repeat: string; suffix: string; bytes: number };
  /** Requests per connection. */
  requests: number;
  /**
   * in-turn: one after the other, reading each response; pipelined: all at once, reading no response;
   * slow: one byte of the head every 100 ms.
   */
  manner: 'in-turn' | 'pipelined' | 'slow';
  /** Requests per second over all connections; absent: as fast as the responses arrive. */
  rate?: number;
}

export interface AttackResult {
  sent: number;
  /** How often each status code was received. */
  statuses: Record<string, number>;
  /** Connections closed by the server. */
  closed: number;
}

const plan = JSON.parse(process.argv[2]!) as AttackPlan;
const { hostname, port } = new URL(plan.url);
const start = performance.now();
const isOver = (): boolean => performance.now() - start > plan.seconds * 1000;

const result: AttackResult = { sent: 0, statuses: {}, closed: 0 };
const body = plan.body ? bodyOf(plan.body) : Buffer.alloc(0);
const head = [
  `${plan.request} HTTP/1.1`,
  `host: ${hostname}`,
  ...Object.entries(plan.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ...(plan.body ? ['content-type: application/json', `content-length: ${body.length}`] : []),
].join('\r\n');
const message = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);

function bodyOf({ prefix, repeat, suffix, bytes }: NonNullable<AttackPlan['body']>): Buffer {
  const times = Math.max(0, Math.floor((bytes - prefix.length - suffix.length) / repeat.length));
  return Buffer.from(prefix + repeat.repeat(times) + suffix);
}

function open(): Socket {
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('close', () => (result.closed += 1));
  return socket;
}

/** Resolves to false if the connection is closed. */
const write = (socket: Socket, bytes: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    if (socket.destroyed) {
      resolve(false);
      return;
    }
    const end = (isSent: boolean) => {
      socket.off('close', onClose);
      resolve(isSent);
    };
    const onClose = () => end(false);
    socket.once('close', onClose);
    socket.write(bytes, (error) => end(!error));
  });

async function sendPipelined(): Promise<void> {
  const socket = open();
  socket.pause();
  for (let n = 0; n < plan.requests && !isOver(); n += 1) {
    const isSent = await Promise.race([write(socket, message), delay(1_000, true)]);
    if (!isSent || socket.destroyed) break;
    result.sent += 1;
  }
  while (!isOver() && !socket.destroyed) await delay(100);
  socket.destroy();
}

async function sendSlowly(): Promise<void> {
  for (let n = 0; n < plan.requests && !isOver(); n += 1) {
    const socket = open();
    for (const byte of head) {
      if (isOver() || !(await write(socket, Buffer.from(byte)))) break;
      await delay(100);
    }
    result.sent += 1;
    socket.destroy();
  }
}

/** Reads responses by their content-length and counts their status codes. */
async function sendInTurn(): Promise<void> {
  let left = plan.requests;
  while (left > 0 && !isOver()) {
    const socket = open();
    let text = '';
    let heard: () => void = () => undefined;
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      heard();
    });
    socket.on('close', () => heard());
    while (left > 0 && !isOver() && !socket.destroyed) {
      const n = result.sent;
      result.sent += 1;
      left -= 1;
      if (plan.rate) await delay(Math.max(0, start + (n / plan.rate) * 1000 - performance.now()));
      void write(socket, message);
      let status: string | undefined;
      while (status === undefined && !socket.destroyed && !isOver()) {
        const more = new Promise<void>((resolve) => {
          heard = resolve;
        });
        status = takeAnswer();
        if (status === undefined) await Promise.race([more, delay(500)]);
      }
      // A refusal may have arrived before the connection was closed.
      status ??= takeAnswer();
      if (status !== undefined) result.statuses[status] = (result.statuses[status] ?? 0) + 1;
    }
    socket.destroy();

    function takeAnswer(): string | undefined {
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd < 0) return undefined;
      const answerHead = text.slice(0, headEnd);
      const length = Number(/content-length: (\d+)/i.exec(answerHead)?.[1] ?? 0);
      const isChunked = /transfer-encoding: chunked/i.test(answerHead);
      const end = isChunked ? text.indexOf('0\r\n\r\n', headEnd) + 5 : headEnd + 4 + length;
      if (text.length < end || end < headEnd) return undefined;
      text = text.slice(end);
      return answerHead.slice(9, 12);
    }
  }
}

const MANNERS = { 'in-turn': sendInTurn, pipelined: sendPipelined, slow: sendSlowly };
await Promise.all(Array.from({ length: plan.connections }, () => MANNERS[plan.manner]()));
console.log(JSON.stringify(result));
