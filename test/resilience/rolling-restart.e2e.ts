import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMIN_API_KEY,
  NUMBER_KEYS,
  startApp,
  type TestApp,
  WEBHOOK_SECRET,
} from '../support/app.js';
import { NodeProcess } from '../support/infrastructure/process.js';
import {
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let booking: TestBooking;
let dataDir: string;
const replicas: { url: string; process: NodeProcess }[] = [];

async function startReplica(port = '0') {
  const process = NodeProcess.start(['dist/main.js'], {
    DATA_DIR: dataDir,
    DATABASE_URL: app.databaseUrl,
    ADMIN_API_KEY,
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    NUMBER_KEYS,
    PORT: port,
    DRAIN_SECONDS: '2',
    JOBS: 'off',
  });
  const [, url] = await process.printed(/listening on (\S+)/);
  return { url: url!, process };
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-restart-'));
  app = await startApp();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
  replicas.push(await startReplica(), await startReplica());
});
afterAll(async () => {
  for (const { process } of replicas) process.child.kill('SIGKILL');
  await app.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/**
 * Sends one call handle as 8x8 does.
 * @returns `connected`, or what went wrong
 */
function callHandle(agent: Agent, url: string): Promise<string> {
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
        resolve(connected === booking.driver ? 'connected' : `${response.statusCode}: ${text}`);
      });
    });
    call.end(body);
  });
}

describe('restarting two replicas one after the other', () => {
  it('leaves no call handle without a callflow, even on connections that nobody drains', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const heard: Record<string, number> = {};
    let isOver = false;
    // Acts like a proxy that checks only whether the port is open.
    const worker = async (turn: number): Promise<void> => {
      for (let at = turn; !isOver; at += 1) {
        const first = replicas[at % 2]!.url;
        let answer = await callHandle(agent, first);
        if (answer === 'ECONNREFUSED')
          answer = await callHandle(agent, replicas[(at + 1) % 2]!.url);
        heard[answer] = (heard[answer] ?? 0) + 1;
        await pause(20);
      }
    };
    const workers = Array.from({ length: 8 }, (_, turn) => worker(turn));
    for (const at of [0, 1]) {
      const { url, process } = replicas[at]!;
      process.child.kill('SIGTERM');
      await process.printed(/no longer ready/);
      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      expect(await process.ended()).toBe(0);
      replicas[at] = await startReplica(new URL(url).port);
    }
    isOver = true;
    await Promise.all(workers);
    agent.destroy();
    expect(Object.keys(heard)).toEqual(['connected']);
    expect(heard['connected']).toBeGreaterThan(50);
  });
});
