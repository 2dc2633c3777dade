import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { CallLoad, callHandle, type Replica, startReplica } from '../support/replicas.js';
import { createBooking, createPool, type TestBooking } from '../support/scenario.js';

let app: TestApp;
let booking: TestBooking;
const replicas: Replica[] = [];

beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
  replicas.push(await startReplica(app.databaseUrl), await startReplica(app.databaseUrl));
});
afterAll(async () => {
  for (const { process } of replicas) process.child.kill('SIGKILL');
  await app.stop();
});

describe('restarting two replicas one after the other', () => {
  it('leaves no call handle without a callflow, even on connections that nobody drains', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    // Acts like a proxy that checks only whether the port is open.
    const load = new CallLoad(async (turn) => {
      const answer = await callHandle(agent, replicas[turn % 2]!.url, booking);
      if (answer !== 'ECONNREFUSED') return answer;
      return callHandle(agent, replicas[(turn + 1) % 2]!.url, booking);
    });
    for (const at of [0, 1]) {
      const { url, process } = replicas[at]!;
      process.child.kill('SIGTERM');
      await process.printed(/no longer ready/);
      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      expect(await process.ended()).toBe(0);
      replicas[at] = await startReplica(app.databaseUrl, { PORT: new URL(url).port });
    }
    const heard = await load.end();
    agent.destroy();
    expect(Object.keys(heard)).toEqual(['connected']);
    expect(heard['connected']).toBeGreaterThan(50);
  });
});
