import { connect } from 'node:net';

/** Latencies in milliseconds. */
export interface LoadResult {
  perSecond: number;
  /** During the measured time. */
  requests: number;
  /** Including the warm-up. */
  answers: number;
  errors: number;
  median: number;
  p99: number;
  /** The p99 of the worst window. */
  worstP99: number;
  /** The slowest request. */
  max: number;
  /** Processor time of the load; reported only by a load that is itself the measured program. */
  processorMs?: number;
}

/** The window for `worstP99`. */
const WINDOW_MS = 2_000;

export interface LoadPlan {
  /** Several: the connections are spread over them. */
  url: string | readonly string[];
  path: string;
  headers: Record<string, string>;
  connections: number;
  /** Upper bound; SIGTERM ends it earlier. */
  seconds: number;
  warmUpSeconds: number;
  /** Requests per second in total; absent: as fast as the responses arrive. */
  rate?: number;
}

/** Returns the body of the nth request. */
export type BodyOf = (n: number) => string;
/** Whether a response is correct. */
export type IsRight = (status: number, body: string) => boolean;

/**
 * Sends requests over a few connections, one at a time on each. A bare socket client, since its cost
 * comes from the two cores that the measured program runs on.
 */
export async function load(plan: LoadPlan, bodyOf: BodyOf, isRight: IsRight): Promise<LoadResult> {
  const targets = [plan.url].flat().map((url) => new URL(url));
  const start = performance.now();
  const measureFrom = start + plan.warmUpSeconds * 1000;
  let end = measureFrom + plan.seconds * 1000;
  process.once('SIGTERM', () => (end = performance.now()));
  const windows: number[][] = [];
  let errors = 0;
  let sent = 0;
  let answered = 0;

  const head = Object.entries({
    host: targets[0]!.hostname,
    'content-type': 'application/json',
    ...plan.headers,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

  const connection = async (_: unknown, at: number): Promise<void> => {
    const { hostname, port } = targets[at % targets.length]!;
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    const answers = answersOf(socket);
    for (;;) {
      const now = performance.now();
      const n = sent++;
      // With a rate, the nth request is due at a fixed time, and its latency counts from then on: a slow
      // response must not hide the wait of the requests behind it. All requests that are due before the
      // end are sent, however late.
      const due = plan.rate ? start + (n / plan.rate) * 1000 : now;
      if (due >= end) break;
      if (due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
      const body = bodyOf(n);
      // A timer may fire a fraction of a millisecond early.
      const from = Math.min(due, performance.now());
      socket.write(
        `POST ${plan.path} HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      const answer = (await answers.next()).value as { status: number; body: string } | undefined;
      const done = performance.now();
      if (!answer || !isRight(answer.status, answer.body)) errors += 1;
      if (!answer) break;
      answered += 1;
      const counted = plan.rate ? due : done;
      if (counted < measureFrom || counted >= end) continue;
      (windows[Math.floor((done - measureFrom) / WINDOW_MS)] ??= []).push(done - from);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: plan.connections }, connection));
  const latencies = windows.flat();
  return {
    perSecond: latencies.length / ((end - measureFrom) / 1000),
    requests: latencies.length,
    answers: answered,
    errors,
    median: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    worstP99: Math.max(...windows.map((window) => quantile(window, 0.99))),
    max: latencies.reduce((max, latency) => Math.max(max, latency), 0),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

/** Splits the data of a socket into responses by their content-length. */
async function* answersOf(socket: AsyncIterable<Buffer>) {
  let text = '';
  for await (const chunk of socket) {
    text += chunk.toString('latin1');
    for (;;) {
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd < 0) break;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0);
      if (text.length < headEnd + 4 + length) break;
      const body = text.slice(headEnd + 4, headEnd + 4 + length);
      yield { status: Number(text.slice(9, 12)), body };
      text = text.slice(headEnd + 4 + length);
    }
  }
}
