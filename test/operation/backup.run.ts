import { Agent } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, adminClient, NUMBER_KEYS } from '../support/app.js';
import { callHandle, type Replica, startReplica } from '../support/replicas.js';
import { createBooking, createPool } from '../support/scenario.js';
import { DebianPostgres } from './support/debian-postgres.js';
import { serviceFolder } from './support/program.js';

type Folder = Awaited<ReturnType<typeof serviceFolder>>;

let folders: { server: Folder; newServer: Folder; backups: Folder };
const servers: DebianPostgres[] = [];
const replicas: Replica[] = [];

beforeAll(async () => {
  folders = {
    server: await serviceFolder(),
    newServer: await serviceFolder(),
    backups: await serviceFolder(),
  };
});
afterAll(async () => {
  for (const { process } of replicas) process.child.kill('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all(Object.values(folders).map((folder) => folder.remove()));
});

async function started(server: DebianPostgres) {
  const replica = await startReplica(server.url);
  replicas.push(replica);
  return { ...replica, admin: adminClient(replica.url, ADMIN_API_KEY) };
}

describe('a dump that is restored into a new server', () => {
  it('connects the calls of its bookings, and has their records', async () => {
    const agent = new Agent();
    const server = await DebianPostgres.start(folders.server.path);
    servers.push(server);
    const before = await started(server);
    const pool = await createPool(before.admin);
    const booking = await createBooking(before.admin, pool.name);
    expect(await callHandle(agent, before.url, booking)).toBe('connected');
    const dump = join(folders.backups.path, 'maskline.dump');
    await server.dump(dump);
    before.process.child.kill('SIGKILL');
    await server.stop();

    const newServer = await DebianPostgres.start(folders.newServer.path);
    servers.push(newServer);
    await newServer.restore(dump);
    const after = await started(newServer);

    expect(await callHandle(agent, after.url, booking)).toBe('connected');
    const { body } = await after.admin.get(`/v1/bookings/${booking.id}/calls`).expect(200);
    expect((body as { items: unknown[] }).items).toHaveLength(2);
    // The restored numbers still belong to the restored bookings.
    const second = await createBooking(after.admin, pool.name, { rider: booking.rider });
    expect(second.virtualNumber).not.toBe(booking.virtualNumber);
    agent.destroy();
  });

  it('does not start with other number keys than those of the backup', async () => {
    const other = `1:${Buffer.alloc(32, 8).toString('base64')}`;
    expect(other).not.toBe(NUMBER_KEYS);
    await expect(startReplica(servers[1]!.url, { NUMBER_KEYS: other })).rejects.toThrow(
      /NUMBER_KEYS/,
    );
  });
});
