import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createMasklineClient,
  type MasklineClient,
  type MasklineEvent,
} from '../../clients/typescript/src/index.js';
import { exportedBookings } from '../../examples/export-bookings.js';
import { eventReceiver } from '../../examples/receive-events.js';
import { Rides } from '../../examples/ride-hailing.js';
import { rideStory } from '../../examples/ride-story.js';
import { importBookings } from '../../tools/maskline/import-bookings.js';
import { ADMIN_API_KEY } from '../support/app.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { createBooking, createPool } from '../support/scenario.js';
import { deliverAll, subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let platform: Platform;
let maskline: MasklineClient;
beforeAll(async () => {
  platform = await startPlatform(3, TO_LOOPBACK);
  maskline = createMasklineClient(platform.app.url, ADMIN_API_KEY);
});
afterAll(() => platform.stop());

/** Subscribes the example's receiver to the events of a pool. */
async function startReceiver(pool: string, handle: (event: MasklineEvent) => Promise<void>) {
  // The subscription needs the address before its response has the secret.
  let listener: RequestListener = () => undefined;
  const server = createServer((request, response) => listener(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/maskline`;
  const { id, secret } = await subscribe(platform.app, { url }, { pools: [pool] });
  listener = eventReceiver(secret, handle);
  const close = async () => {
    await platform.app.delete(`/v1/event-subscriptions/${id}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, secret, close };
}

describe('the ride-hailing example', () => {
  it('connects the right phones, and shows in the apps what the events say', async () => {
    const policy = { newNumbers: 'enable' };
    const { name: pool } = await createPool(platform.app, { numbers: 0, policy });
    await platform.app.post(`/v1/pools/${pool}/sync`).expect(200);
    const shown: string[] = [];
    const said: string[] = [];
    const notify = (_: string, role: string, text: string) => shown.push(`${role}: ${text}`);
    const rides = new Rides(maskline, pool, notify);
    const receiver = await startReceiver(pool, (event) => rides.handle(event));
    const { simulatorUrl } = platform;
    await rideStory({ maskline, simulatorUrl, pool, rides, say: (line) => said.push(line) });
    await deliverAll(platform.app);
    expect(said).toEqual([
      expect.stringMatching(/^\+6591178965 dialled .* to \+6598765432, .*: COMPLETED$/),
      expect.stringMatching(/^\+6598765432 dialled .*\+6591178965.*: NO_ANSWER$/),
      expect.stringMatching(/^\+6598765433 dialled .* to \+6591178965, .*: COMPLETED$/),
      expect.not.stringContaining('+6591178965'),
    ]);
    expect(shown).toContain('rider: You missed a call about your ride');
    await receiver.close();
  });
});

describe('the receiver of events', () => {
  it('handles an event once, also if that fails at first, and refuses others', async () => {
    const { name: pool } = await createPool(platform.app);
    const handled: string[] = [];
    let attempts = 0;
    const receiver = await startReceiver(pool, async ({ type }) => {
      attempts += 1;
      if (attempts === 1) throw new Error('the queue is full');
      handled.push(type);
    });
    const signed = JSON.stringify({ id: 'event-1', type: 'booking.created', pool, data: {} });
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': 'event-1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(receiver.secret).sign('event-1', at, signed),
    };
    const send = async (body: string) =>
      (await fetch(receiver.url, { method: 'POST', headers, body })).status;
    expect(await send(signed)).toBe(500);
    expect(await send(signed)).toBe(204);
    expect(await send(signed)).toBe(204);
    expect(await send(`${signed} `)).toBe(401);
    expect(handled).toEqual(['booking.created']);
    await receiver.close();
  });
});

describe('the export of bookings', () => {
  it('moves the active bookings of a pool into another one, on numbers of that one', async () => {
    const from = await createPool(platform.app);
    const to = await createPool(platform.app);
    const moved = await createBooking(platform.app, from.name, { metadata: { note: '"a", b' } });
    const ended = await createBooking(platform.app, from.name);
    await platform.app.post(`/v1/bookings/${ended.id}/complete`).expect(200);
    const options = { client: maskline, pool: to.name, delimiter: ',', write: () => undefined };
    const move = () =>
      importBookings(
        Readable.from(exportedBookings(platform.app.url, ADMIN_API_KEY, from.name)),
        options,
      );
    expect(await move()).toEqual({ created: 1, existing: 0, refused: 0 });
    expect(await move()).toEqual({ created: 0, existing: 1, refused: 0 });
    const { items } = (await platform.app.get(`/v1/bookings?pool=${to.name}`).expect(200)).body;
    expect(items).toMatchObject([
      { reference: moved.reference, expiresAt: moved.expiresAt, metadata: { note: '"a", b' } },
    ]);
    expect(to.numbers).toContain(items[0].virtualNumber);
  });
});
