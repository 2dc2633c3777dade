import { Agent } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ADMIN_API_KEY, adminClient } from '../support/app.js';
import {
  createEmptyDatabase,
  databaseUrl,
  onServer,
  type TestDatabase,
} from '../support/infrastructure/postgres.js';
import { CallLoad, callHandle, type Replica, startReplica } from '../support/replicas.js';
import { createBooking, createPool } from '../support/scenario.js';
import { freePort, Program, runAsService, serviceFolder } from './support/program.js';

const PGBOUNCER = '/usr/sbin/pgbouncer';
const ROLE = { name: `pooled_${process.pid}`, password: 'password-of-the-pooled-role' };

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof serviceFolder>>;
let pooler: Program;
let pooledUrl: string;
let file: string;
const replicas: Replica[] = [];

const startPooler = () => Program.start(PGBOUNCER, [file]);

/** Writes the file of `deploy`, changed for the addresses of this test and the version of PgBouncer. */
async function writeConfiguration(port: number): Promise<void> {
  const server = new URL(database.url);
  const version = /PgBouncer (\d+)\.(\d+)/.exec(await runAsService(PGBOUNCER, ['--version']))!;
  const canPrepare = Number(version[1]) > 1 || Number(version[2]) >= 21;
  let text = await readFile('deploy/pgbouncer.ini', 'utf8');
  // As the document says for newer versions.
  if (canPrepare) {
    text = text.replace(
      'pool_mode = session',
      'pool_mode = transaction\nmax_prepared_statements = 200',
    );
  }
  text = text
    .replace(/^maskline = .*$/m, `* = host=${server.hostname} port=${server.port}`)
    .replace('listen_port = 6432', `listen_port = ${port}`)
    .replace('/etc/pgbouncer/userlist.txt', join(folder.path, 'userlist.txt'));
  file = join(folder.path, 'pgbouncer.ini');
  await writeFile(file, `${text}unix_socket_dir =\n`);
  await writeFile(join(folder.path, 'userlist.txt'), `"${ROLE.name}" "${ROLE.password}"\n`);
}

beforeAll(async () => {
  folder = await serviceFolder();
  database = await createEmptyDatabase();
  const server = inject('serverUrl');
  const name = new URL(database.url).pathname.slice(1);
  await onServer(server, `create role ${ROLE.name} login password '${ROLE.password}'`);
  await onServer(server, `alter database ${name} owner to ${ROLE.name}`);
  const settings = await readFile('deploy/pgbouncer-role.sql', 'utf8');
  await onServer(server, settings.replaceAll('role maskline', `role ${ROLE.name}`));
  const port = await freePort();
  await writeConfiguration(port);
  pooler = await startPooler();
  const url = new URL(databaseUrl(server, name));
  url.username = ROLE.name;
  url.password = ROLE.password;
  url.port = String(port);
  pooledUrl = url.href;
});
afterAll(async () => {
  for (const { process } of replicas) process.child.kill('SIGKILL');
  await pooler.stop('SIGKILL');
  await database.drop();
  await onServer(inject('serverUrl'), `drop role ${ROLE.name}`);
  await folder.remove();
});

describe('two replicas behind PgBouncer', () => {
  it('migrate, connect calls, and go on by themselves after PgBouncer was killed', async () => {
    replicas.push(await startReplica(pooledUrl), await startReplica(pooledUrl));
    const admin = adminClient(replicas[0]!.url, ADMIN_API_KEY);
    for (const { url } of replicas) {
      const ready = async () => (await fetch(`${url}/health/ready`)).status;
      await expect.poll(ready).toBe(200);
    }
    const pool = await createPool(admin, { policy: { maxCallsPerMinute: null } });
    const booking = await createBooking(admin, pool.name);
    const agent = new Agent({ keepAlive: true });
    const call = (turn: number) => callHandle(agent, replicas[turn % 2]!.url, booking);
    const before = new CallLoad(call, 4);
    await expect.poll(() => before.heard['connected'] ?? 0).toBeGreaterThan(20);
    expect(Object.keys(await before.end())).toEqual(['connected']);

    const during = new CallLoad(call, 4);
    await pooler.stop('SIGKILL');
    await expect.poll(() => during.heard['refused'] ?? 0).toBeGreaterThan(5);
    pooler = await startPooler();
    const connected = during.heard['connected'] ?? 0;
    await expect.poll(() => during.heard['connected'] ?? 0).toBeGreaterThan(connected + 20);
    // Each caller heard something: the other party, or "please try again later".
    expect(Object.keys(await during.end()).toSorted()).toEqual(['connected', 'refused']);

    const after = new CallLoad(call, 4);
    await expect.poll(() => after.heard['connected'] ?? 0).toBeGreaterThan(20);
    expect(Object.keys(await after.end())).toEqual(['connected']);
    agent.destroy();
    // Nothing that was acknowledged is lost: each connected call has its record.
    const db = new pg.Client({ connectionString: database.url });
    await db.connect();
    const { rows } = await db.query<{ calls: number }>(
      'select count(*)::int as calls from call_session where booking_id = $1',
      [booking.id],
    );
    await db.end();
    const heard = [before, during, after].map((load) => load.heard['connected'] ?? 0);
    expect(rows[0]!.calls).toBeGreaterThanOrEqual(heard.reduce((sum, calls) => sum + calls, 0));
  });
});
