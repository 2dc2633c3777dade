import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { ADMIN_API_KEY } from '../support/app.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { createPool, newPhone } from '../support/scenario.js';

const run = promisify(execFile);

let platform: Platform;
let folder: string;
let pool: string;
let bookingId: string;
const rider = newPhone();
const driver = newPhone();
const stranger = newPhone();
beforeAll(async () => {
  [platform, folder] = await Promise.all([startPlatform(3), packed()]);
  const { app, simulator } = platform;
  ({ name: pool } = await createPool(app, { numbers: 0, policy: { newNumbers: 'enable' } }));
  await app.post(`/v1/pools/${pool}/sync`).expect(200);
  const booking = await app
    .post('/v1/bookings', {
      pool,
      reference: `ride of ${rider}`,
      metadata: { phone: rider, digits: Number(rider.slice(1)), ride: 7 },
      parties: [
        { role: 'rider', phoneNumber: rider },
        { role: 'driver', phoneNumber: driver },
      ],
    })
    .expect(201);
  bookingId = booking.body.id;
  const { virtualNumber: to } = booking.body;
  for (const from of [rider, stranger]) {
    await simulator.placeCall({ from, to, behaviour: { callee: 'answers' } });
  }
  await simulator.idle();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await platform.stop();
});

/** Packs the server and unpacks it, as `npx` does; it needs no other packages. */
async function packed(): Promise<string> {
  const to = await mkdtemp(join(tmpdir(), 'maskline-mcp-'));
  const options = ['pack', './clients/mcp', '--pack-destination', to, '--silent'];
  const { stdout } = await run('npm', options);
  await run('tar', ['-xzf', join(to, stdout.trim().split('\n').at(-1)!), '-C', to]);
  return to;
}

/** Starts the server, and returns a client of it. */
async function connected({ key = ADMIN_API_KEY, args = [] as string[] } = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(folder, 'package/dist/main.js'), ...args],
      env: { MASKLINE_URL: platform.app.url, MASKLINE_API_KEY: key },
    }),
  );
  return client;
}

interface Result {
  isError?: boolean;
  content: { text: string }[];
}

async function use(client: Client, name: string, given: Record<string, unknown> = {}) {
  const result = (await client.callTool({ name, arguments: given })) as unknown as Result;
  const [{ text }] = result.content as [{ text: string }];
  // No tool shows a phone number, whatever it is asked.
  for (const phone of [rider, driver, stranger]) expect(text).not.toContain(phone.slice(1));
  return { isError: result.isError ?? false, text };
}

const data = async (client: Client, name: string, given?: Record<string, unknown>) => {
  const { isError, text } = await use(client, name, given);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
};

describe('the MCP server', () => {
  it('says why a call did not connect', async () => {
    const client = await connected();
    const { items } = await data(client, 'list_calls', { pool, outcome: 'refused' });
    expect(items).toHaveLength(1);
    const { sessionId } = items[0];
    const { call, now } = await data(client, 'explain_call', { sessionId });
    expect(call).toMatchObject({ outcome: 'refused', reason: 'not-a-party' });
    expect(now).toMatchObject({ decision: 'refuse', reason: 'not-a-party' });
    await client.close();
  });

  it('finds a booking, without the phone numbers that the client wrote into its texts', async () => {
    const client = await connected();
    const { items } = await data(client, 'find_bookings', { pool, status: 'active' });
    expect(items).toHaveLength(1);
    const { booking, calls } = await data(client, 'get_booking', { id: items[0].id });
    expect(booking).toMatchObject({
      id: bookingId,
      reference: `ride of ••••${rider.slice(-2)}`,
      metadata: { phone: `••••${rider.slice(-2)}`, ride: 7 },
    });
    expect(booking.virtualNumber).toMatch(/^\+\d+$/);
    expect(calls).toHaveLength(1);
    await client.close();
  });

  it('shows load, plan and rebalance of a pool, and moves nothing', async () => {
    const client = await connected();
    expect((await data(client, 'list_pools')).items.length).toBeGreaterThan(0);
    const load = await data(client, 'pool_load', { pool });
    expect(load).toMatchObject({ pool, active: 1 });
    expect(load.items[0].msisdn).toMatch(/^\+\d+$/);
    const capacity = await data(client, 'pool_capacity', { pool, growth: 2 });
    expect(capacity).toHaveProperty('numbersForTargetBlocking');
    const numberNow = async () =>
      (await data(client, 'get_booking', { id: bookingId })).booking.virtualNumber;
    const before = await numberNow();
    await platform.app.patch(`/v1/virtual-numbers/${before}`, { state: 'draining' }).expect(200);
    const plan = await data(client, 'plan_rebalance', { pool });
    expect(plan.moves).toHaveLength(1);
    expect(await numberNow()).toBe(before);
    await client.close();
  });

  it('can change something only with --allow-changes', async () => {
    const reader = await connected();
    const { tools } = await reader.listTools();
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).not.toContain(false);
    const refused = await use(reader, 'complete_booking', { id: bookingId });
    expect(refused.isError).toBe(true);
    await reader.close();
    expect((await platform.app.get(`/v1/bookings/${bookingId}`)).body.status).toBe('active');

    const writer = await connected({ args: ['--allow-changes'] });
    expect((await writer.listTools()).tools.length).toBe(tools.length + 2);
    expect(await data(writer, 'complete_booking', { id: bookingId })).toMatchObject({
      status: 'completed',
    });
    await writer.close();
  });

  it('passes on what is wrong: a key without the scope, an unknown call', async () => {
    const { key } = await createKey(platform.app, ['calls:read']);
    const client = await connected({ key });
    const noScope = await use(client, 'find_bookings');
    expect(noScope).toMatchObject({ isError: true });
    expect(noScope.text).toContain('scope-missing');
    const unknown = await use(client, 'explain_call', { sessionId: 'none' });
    expect(unknown.text).toContain('call-not-found');
    await client.close();
  });
});
