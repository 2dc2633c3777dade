import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { CallLoad, callHandle, type Replica, startReplica } from '../support/replicas.js';
import { createBooking, createPool, type TestBooking } from '../support/scenario.js';
import { freePort, Program, serviceFolder } from './support/program.js';

interface Proxy {
  name: string;
  /** Writes the configuration and starts the proxy in front of two replicas. */
  start: (folder: string, port: number, replicas: readonly string[]) => Promise<Program>;
}

/** Returns a file of `deploy` with the ports of this test instead of its own. */
async function configuration(file: string, port: number, replicas: readonly string[]) {
  const text = await readFile(join('deploy', file), 'utf8');
  expect(text).toMatch(/^ +(bind :|listen )8443/m);
  return text
    .replaceAll('127.0.0.1:8081', replicas[0]!)
    .replaceAll('127.0.0.1:8082', replicas[1]!)
    .replace('bind :8443', `bind 127.0.0.1:${port}`)
    .replace('listen 8443', `listen 127.0.0.1:${port}`);
}

const PROXIES: readonly Proxy[] = [
  {
    name: 'haproxy',
    async start(folder, port, replicas) {
      const file = join(folder, 'haproxy.cfg');
      await writeFile(file, await configuration('haproxy.cfg', port, replicas));
      return Program.start('/usr/sbin/haproxy', ['-db', '-f', file]);
    },
  },
  {
    name: 'nginx',
    async start(folder, port, replicas) {
      const file = join(folder, 'nginx.conf');
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      );
      const server = await configuration('nginx.conf', port, replicas);
      await writeFile(
        file,
        `daemon off; pid ${folder}/pid; error_log stderr; events {}
         http { access_log off; ${places.join(' ')} ${server} }`,
      );
      return Program.start('/usr/sbin/nginx', ['-e', 'stderr', '-c', file]);
    },
  },
];

let app: TestApp;
let booking: TestBooking;
let folder: Awaited<ReturnType<typeof serviceFolder>>;
let replicas: Replica[] = [];

beforeAll(async () => {
  folder = await serviceFolder();
  app = await startApp();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
});
afterEach(() => {
  for (const { process } of replicas) process.child.kill('SIGKILL');
});
afterAll(async () => {
  await app.stop();
  await folder.remove();
});

/** Creates a pool through the proxy from 127.0.0.2, which claims another address. @returns the address in the audit trail */
async function recordedAddress(port: number): Promise<unknown> {
  const creation = request({
    host: '127.0.0.1',
    port,
    localAddress: '127.0.0.2',
    method: 'POST',
    path: '/v1/pools',
    headers: {
      authorization: `Bearer ${ADMIN_API_KEY}`,
      'content-type': 'application/json',
      'x-forwarded-for': '198.51.100.1',
    },
  });
  creation.end(JSON.stringify({ name: `pool-${port}`, subAccountId: 'acme' }));
  const [response] = (await once(creation, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(201);
  const { body } = await app.get('/v1/audit-events?action=pool.create&limit=1').expect(200);
  return (body as { items: { ip: string }[] }).items[0]?.ip;
}

describe('two replicas behind a proxy, restarted one after the other', () => {
  it.each(PROXIES)('gives each call handle its callflow through $name', async ({ start }) => {
    // Longer than the proxy takes to notice: 2 failed checks, one a second.
    const environment = { DRAIN_SECONDS: '4', TRUSTED_PROXIES: '127.0.0.1' };
    replicas = [
      await startReplica(app.databaseUrl, environment),
      await startReplica(app.databaseUrl, environment),
    ];
    const port = await freePort();
    const proxy = await start(
      folder.path,
      port,
      replicas.map(({ url }) => new URL(url).host),
    );
    try {
      const agent = new Agent({ keepAlive: true });
      const call = () => callHandle(agent, `http://127.0.0.1:${port}`, booking);
      await expect.poll(call).toBe('connected');
      expect(await recordedAddress(port)).toBe('127.0.0.2');
      const load = new CallLoad(call);
      for (const at of [0, 1]) {
        const { url, process } = replicas[at]!;
        process.child.kill('SIGTERM');
        expect(await process.ended()).toBe(0);
        replicas[at] = await startReplica(app.databaseUrl, {
          ...environment,
          PORT: new URL(url).port,
        });
        const isReady = async () => (await fetch(`${url}/health/ready`)).status;
        await expect.poll(isReady).toBe(200);
      }
      const heard = await load.end();
      agent.destroy();
      expect(Object.keys(heard)).toEqual(['connected']);
      expect(heard['connected']).toBeGreaterThan(100);
    } finally {
      await proxy.stop();
    }
  });
});
