import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { now } from '../history/recorder.js';
import type { Answer } from '../history/history.js';
import type { Replica } from './replica.js';

/** How often the proxy checks a replica, how long it waits, and after how many failures it is out. */
const CHECK = { everyMs: 500, timeoutMs: 1_000, falls: 2 };

export interface Sent {
  replica: string;
  start: number;
  end: number;
  answer: Answer;
  /** Whether nothing came back although the connection was up: a proxy tries the next replica. */
  isEmpty: boolean;
}

export interface Message {
  method: string;
  path: string;
  authorization: string;
  body?: object;
  timeoutMs: number;
}

/**
 * The replicas behind a proxy as docs/deploy.md configures it: a refused connection, and for carrier
 * webhooks also one that ends without an answer, makes it use the next replica.
 */
export class Fleet {
  private readonly agents = new Map<string, Agent>();
  private readonly failures = new Map<string, number>();
  private readonly out = new Set<string>();
  private next = 0;
  private isClosed = false;
  private readonly checks: Promise<unknown>;

  constructor(
    readonly replicas: readonly Replica[],
    isChecked = true,
  ) {
    this.checks = isChecked
      ? Promise.all(replicas.map((replica) => this.watch(replica)))
      : Promise.resolve();
  }

  /** Sends a message to the next replica that takes it. Returns each attempt; the last one counts. */
  async send(message: Message): Promise<Sent[]> {
    const isWebhook = message.path.startsWith('/webhooks/');
    const attempts: Sent[] = [];
    const tried = new Set<Replica>();
    for (;;) {
      const replica = this.choose(tried);
      tried.add(replica);
      const sent = await this.sendTo(replica, message);
      const wasRefused = 'failure' in sent.answer && sent.answer.failure === 'ECONNREFUSED';
      const isLast = tried.size === this.replicas.length;
      // Nothing was sent, so it is no attempt.
      if (!wasRefused || isLast) attempts.push(sent);
      const goesOn = wasRefused || (isWebhook && sent.isEmpty);
      if (!goesOn || isLast) return attempts;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.checks;
    for (const agent of this.agents.values()) agent.destroy();
  }

  /** In turn, among those that are up, if any of them is left. */
  private choose(tried: ReadonlySet<Replica>): Replica {
    const left = this.replicas.filter((replica) => !tried.has(replica));
    const up = left.filter(({ name }) => !this.out.has(name));
    const candidates = up.length > 0 ? up : left;
    this.next += 1;
    return candidates[this.next % candidates.length]!;
  }

  private sendTo(replica: Replica, message: Message): Promise<Sent> {
    const { method, path, authorization, body, timeoutMs } = message;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const start = now();
    return new Promise((resolve) => {
      let hasAnswer = false;
      const finish = (answer: Answer, isEmpty = false) =>
        resolve({ replica: replica.name, start, end: now(), answer, isEmpty });
      const call = request(`${replica.url}${path}`, {
        method,
        agent: this.agentOf(replica),
        headers: {
          authorization,
          ...(content !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(content),
          }),
        },
      });
      const timer = setTimeout(() => call.destroy(new Error('timeout')), timeoutMs);
      call.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        const failure = error.code ?? error.message;
        finish({ failure }, !hasAnswer && failure !== 'timeout');
      });
      call.on('response', (response) => {
        hasAnswer = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => undefined);
        response.on('close', () => {
          clearTimeout(timer);
          if (!response.complete) {
            finish({ failure: 'the answer was cut off' });
            return;
          }
          const text = Buffer.concat(chunks).toString();
          finish({ status: response.statusCode ?? 0, body: parsed(text) });
        });
      });
      call.end(content);
    });
  }

  private agentOf({ name }: Replica): Agent {
    const agent = this.agents.get(name) ?? new Agent({ keepAlive: true, maxSockets: 64 });
    this.agents.set(name, agent);
    return agent;
  }

  /** Takes a replica out when it does not answer, as a proxy does. */
  private async watch(replica: Replica): Promise<void> {
    while (!this.isClosed) {
      const signal = AbortSignal.timeout(CHECK.timeoutMs);
      const isUp = await fetch(`${replica.url}/health/live`, { signal }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.ok;
        },
        () => false,
      );
      const failures = isUp ? 0 : (this.failures.get(replica.name) ?? 0) + 1;
      this.failures.set(replica.name, failures);
      if (failures === 0) this.out.delete(replica.name);
      else if (failures >= CHECK.falls) this.out.add(replica.name);
      await pause(CHECK.everyMs);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
