import { type Agent, request } from 'node:http';
import { ADMIN_API_KEY, NUMBER_KEYS, WEBHOOK_SECRET } from './app.js';
import { NodeProcess } from './infrastructure/process.js';
import { callReceived, connectedTo, type TestBooking } from './scenario.js';

/** The built service as a process of its own. */
export interface Replica {
  url: string;
  process: NodeProcess;
}

/**
 * Starts `dist/main.js` and waits until it listens.
 * @param environment replaces what tests set otherwise
 * @param main the file to start; another version of the service, for instance
 */
export async function startReplica(
  databaseUrl: string,
  environment: Record<string, string> = {},
  main = 'dist/main.js',
): Promise<Replica> {
  const process = NodeProcess.start([main], {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    ADMIN_API_KEY,
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    NUMBER_KEYS,
    DRAIN_SECONDS: '2',
    JOBS: 'off',
    LOG_FORMAT: 'plain',
    ...environment,
  });
  const [, url] = await process.printed(/listening on (\S+)/);
  return { url: url!, process };
}

/**
 * Sends a call of the rider as 8x8 does.
 * @returns `connected`, or what went wrong; `ECONNREFUSED` if no connection could be made
 */
export function callHandle(agent: Agent, url: string, booking: TestBooking): Promise<string> {
  const body = JSON.stringify(callReceived(booking.rider, booking.virtualNumber));
  return new Promise((resolve) => {
    const call = request(`${url}/webhooks/8x8/call-action`, {
      agent,
      method: 'POST',
      headers: { authorization: WEBHOOK_SECRET, 'content-type': 'application/json' },
    });
    call.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      // A new connection that broke before the request was sent counts as refused.
      resolve(code === 'ECONNRESET' && !call.reusedSocket ? 'ECONNREFUSED' : (code ?? message)),
    );
    call.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => {
        const isAnswer = response.statusCode === 200;
        const connected = isAnswer ? connectedTo(JSON.parse(text)) : undefined;
        if (connected === booking.driver) resolve('connected');
        else if (connected !== undefined) resolve('connected to somebody else');
        else resolve(isAnswer ? 'refused' : `status ${response.statusCode}`);
      });
    });
    call.end(body);
  });
}

/** Calls again and again, as 8x8 does, and counts what the callers got. */
export class CallLoad {
  readonly heard: Record<string, number> = {};
  private isOver = false;
  private readonly callers: Promise<void>[];

  /** @param call makes one call; `turn` numbers the calls of a caller */
  constructor(call: (turn: number) => Promise<string>, callers = 8, pauseMs = 20) {
    this.callers = Array.from({ length: callers }, async (_, first) => {
      for (let turn = first; !this.isOver; turn += 1) {
        const answer = await call(turn);
        this.heard[answer] = (this.heard[answer] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    });
  }

  async end(): Promise<Record<string, number>> {
    this.isOver = true;
    await Promise.all(this.callers);
    return this.heard;
  }
}
