import { Agent, request } from 'node:http';
import { ADMIN_API_KEY } from '../stage.js';

/**
 * A separate process that loads the console at a steady rate, over connections that are kept alive. A browser
 * that has been there before asks for the page and its session; a new one also for scripts and styles, all at
 * once.
 */
interface Plan {
  url: string;
  isFirstVisit: boolean;
  ratePerSecond: number;
  seconds: number;
}

export interface PageLoadResult {
  loads: number;
  /** Loads with a response that is not 200. */
  refused: number;
  /** Milliseconds of a whole load. */
  median: number;
  p99: number;
  bytes: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Signs in. @returns the cookie */
async function signIn(): Promise<string> {
  const response = await fetch(`${plan.url}/console/session`, {
    method: 'POST',
    headers: { 'x-maskline-console': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ key: ADMIN_API_KEY }),
  });
  return response.headers.get('set-cookie')!.split(';', 1)[0]!;
}

const cookie = await signIn();

const get = (path: string): Promise<{ status: number; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip', 'x-maskline-console': '1', cookie };
    const sent = request(`${plan.url}${path}`, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });

const page = await get('/console');
if (page.status !== 200) throw new Error(`the console answered ${page.status}`);
const found = page.body.toString().matchAll(/(?:src|href)="\.\/(console\/assets\/[^"]+)"/g);
const assets = [...found].map(([, path]) => `/${path!}`);
if (assets.length === 0) throw new Error('the page has no assets');

const parts = ['/console/session', ...(plan.isFirstVisit ? assets : [])];
const times: number[] = [];
let [refused, bytes] = [0, 0];

async function loadOnce(): Promise<void> {
  const start = performance.now();
  const first = await get('/console');
  const others = await Promise.all(parts.map(get));
  const all = [first, ...others];
  if (all.some(({ status }) => status !== 200)) refused += 1;
  else times.push(performance.now() - start);
  bytes += all.reduce((sum, { body }) => sum + body.length, 0);
}

const start = performance.now();
const underWay: Promise<void>[] = [];
for (let n = 0; ; n += 1) {
  const due = start + (n / plan.ratePerSecond) * 1000;
  if (due > start + plan.seconds * 1000) break;
  await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
  underWay.push(loadOnce());
}
await Promise.all(underWay);
agent.destroy();
const sorted = times.toSorted((a, b) => a - b);
const result: PageLoadResult = {
  loads: underWay.length,
  refused,
  median: sorted[Math.floor(sorted.length / 2)] ?? NaN,
  p99: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
  bytes: Math.round(bytes / underWay.length),
};
console.log(JSON.stringify(result));
