import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { ADMIN_API_KEY, SUB_ACCOUNT, WEBHOOK_SECRET } from './stage.js';

/**
 * A separate process that sends requests at a steady rate to one or two replicas, like a proxy that does
 * not know of a shutdown: connections are kept alive, each to one replica, and only a refused connection
 * makes it use the other one. It prints each wrong response with its time.
 */
export interface SteadyPlan {
  kind: 'calls' | 'bookings' | 'statuses';
  urls: string[];
  ratePerSecond: number;
  /** Upper bound; SIGTERM ends it earlier. */
  seconds: number;
  connections: number;
  pool: string;
  firstMsisdn: number;
  numbers: number;
  bookings: number;
}

export interface SteadyResult {
  requests: number;
  /** The wrong results, by the time of sending (milliseconds since 1970). */
  wrong: { sentAt: number; what: string }[];
  /** Milliseconds. */
  slowest: number;
  p99: number;
}

const plan = JSON.parse(process.argv[2]!) as SteadyPlan;
const run = randomUUID().slice(0, 24);
const session = (n: number): string => run + String(n).padStart(12, '0');
const rider = (n: number): string => `+659${String(n % plan.bookings).padStart(7, '0')}`;
const number = (n: number): string => `+${plan.firstMsisdn + ((n % plan.bookings) % plan.numbers)}`;

const callEvent = (n: number, eventType: string, callStatus: string): object => ({
  namespace: 'VOICE',
  eventType,
  description: 'bench',
  payload: {
    eventId: session(n),
    callId: session(n),
    sessionId: session(n),
    subAccountId: SUB_ACCOUNT,
    callStatus,
    callDirection: 'INBOUND',
    callType: 'PSTN',
    source: rider(n),
    destination: number(n),
    sourceFormat: 'MSISDN',
    destinationFormat: 'MSISDN',
    callDuration: 0,
    timestamp: new Date().toISOString(),
  },
});

const KINDS = {
  calls: {
    path: '/webhooks/8x8/call-action',
    authorization: WEBHOOK_SECRET,
    body: (n: number) => callEvent(n, 'CALL_ACTION', 'CALL_RECEIVED'),
    fault: (status: number, body: string) =>
      status !== 200 || !body.includes('"callflow"')
        ? `no callflow: ${status}`
        : body.includes('"makeCall"')
          ? undefined
          : 'not connected',
  },
  statuses: {
    path: '/webhooks/8x8/call-status',
    authorization: WEBHOOK_SECRET,
    body: (n: number) => callEvent(n, 'CALL_STATUS', 'CALL_CONNECTED'),
    fault: (status: number) => (status === 200 ? undefined : `status ${status}`),
  },
  bookings: {
    path: '/v1/bookings',
    authorization: `Bearer ${ADMIN_API_KEY}`,
    body: (n: number) => ({
      pool: plan.pool,
      reference: `${run}-${n}`,
      parties: [
        { role: 'rider', phoneNumber: `+659${String(1_000_000 + n).padStart(7, '0')}` },
        { role: 'driver', phoneNumber: `+658${String(5_000_000 + n).padStart(7, '0')}` },
      ],
    }),
    fault: (status: number) => (status === 201 ? undefined : `status ${status}`),
  },
};

const { path, authorization, body, fault } = KINDS[plan.kind];

function send(
  agent: Agent,
  url: string,
  content: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(content),
    };
    const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(content);
  });
}

const start = performance.now();
let end = start + plan.seconds * 1000;
process.once('SIGTERM', () => (end = performance.now()));
const result: SteadyResult = { requests: 0, wrong: [], slowest: 0, p99: 0 };
const latencies: number[] = [];
let next = 0;

async function connection(at: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let target = at % plan.urls.length;
  for (;;) {
    const n = next++;
    const due = start + (n / plan.ratePerSecond) * 1000;
    if (due >= end) break;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const sentAt = Date.now();
    const content = JSON.stringify(body(n));
    let what: string | undefined;
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await send(agent, plan.urls[target]!, content);
        what = fault(answer.status, answer.body);
      } catch (error) {
        const { code } = error as { code?: string };
        // Nothing was sent, so a proxy uses the next replica.
        if (code === 'ECONNREFUSED' && tries < plan.urls.length) {
          target = (target + 1) % plan.urls.length;
          continue;
        }
        what = `no answer: ${code ?? 'unknown'}`;
      }
      break;
    }
    result.requests += 1;
    latencies.push(performance.now() - due);
    if (what !== undefined) result.wrong.push({ sentAt, what });
  }
  agent.destroy();
}

await Promise.all(Array.from({ length: plan.connections }, (_, at) => connection(at)));
const sorted = latencies.toSorted((a, b) => a - b);
result.slowest = sorted.at(-1) ?? 0;
result.p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
console.log(JSON.stringify(result));
