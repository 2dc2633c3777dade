import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, adminClient } from '../support/app.js';
import { createEmptyDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';
import { callHandle, type Replica, startReplica } from '../support/replicas.js';
import { createBooking, createPool } from '../support/scenario.js';

/**
 * The version before, whose replicas must go on serving after our migrations. A release changes this to the
 * commit of the release before it.
 */
const VERSION_BEFORE = process.env['VERSION_BEFORE'] ?? '63b66abb5c1cb6d9ee130b4be6829675ad4941df';

let database: TestDatabase;
let temporary: string;
let folder: string;
const replicas: Replica[] = [];
const git = (...args: string[]) => execFileSync('git', args, { stdio: 'pipe' });

beforeAll(async () => {
  database = await createEmptyDatabase();
  temporary = await mkdtemp(join(tmpdir(), 'maskline-before-'));
  folder = join(temporary, 'maskline');
  git('worktree', 'add', '--detach', folder, VERSION_BEFORE);
  const lock = (of: string) => readFileSync(join(of, 'package-lock.json'), 'utf8');
  if (lock(folder) === lock('.')) {
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  } else {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' });
  }
  execFileSync(process.execPath, ['tools/build.mjs', 'dist'], { cwd: folder, stdio: 'pipe' });
}, 600_000);
afterAll(async () => {
  for (const { process } of replicas) process.child.kill('SIGKILL');
  git('worktree', 'remove', '--force', folder);
  await rm(temporary, { recursive: true, force: true });
  await database.drop();
});

async function started(version: 'before' | 'ours') {
  const main = version === 'before' ? join(folder, 'dist/main.js') : 'dist/main.js';
  const replica = await startReplica(database.url, {}, main);
  replicas.push(replica);
  const ready = async () => (await fetch(`${replica.url}/health/ready`)).status;
  await expect.poll(ready).toBe(200);
  return { ...replica, admin: adminClient(replica.url, ADMIN_API_KEY) };
}

describe('an upgrade with replicas of both versions', () => {
  it('connects the calls of each version through the other, and can be rolled back', async () => {
    const agent = new Agent();
    const before = await started('before');
    const pool = await createPool(before.admin, { numbers: 5 });
    const olderBooking = await createBooking(before.admin, pool.name);

    const ours = await started('ours');
    const newerBooking = await createBooking(ours.admin, pool.name);
    const meanwhile = await createBooking(before.admin, pool.name);
    const bookings = [olderBooking, newerBooking, meanwhile];
    for (const { url } of [before, ours]) {
      for (const booking of bookings)
        expect(await callHandle(agent, url, booking)).toBe('connected');
    }
    // One ends by the version that did not create it.
    await ours.admin.post(`/v1/bookings/${meanwhile.id}/cancel`).expect(200);
    expect(await callHandle(agent, before.url, meanwhile)).toBe('refused');

    // Back: the version before starts on our schema.
    ours.process.child.kill('SIGTERM');
    before.process.child.kill('SIGTERM');
    await Promise.all([ours.process.ended(), before.process.ended()]);
    const again = await started('before');
    expect(await callHandle(agent, again.url, newerBooking)).toBe('connected');
    expect(await callHandle(agent, again.url, olderBooking)).toBe('connected');
    await createBooking(again.admin, pool.name);
    agent.destroy();
  });
});
