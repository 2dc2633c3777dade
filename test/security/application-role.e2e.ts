import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Settings } from '../../src/platform/config/index.js';
import { migrate } from '../../src/platform/database/index.js';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { PHASES, runJob, statesOf } from '../support/key-rotation.js';
import { onServer } from '../support/infrastructure/postgres.js';
import { connectedTo, createBooking, createPool, dial } from '../support/scenario.js';

const role = `maskline_app_${randomBytes(4).toString('hex')}`;
// Contains characters that would end the URL early if they were not escaped.
const password = `p/a#s@s%25:w?o&r+d ${randomBytes(16).toString('hex')}`;
let owner: TestApp;
let app: TestApp;
let asRole: pg.Pool;
let roleUrl: string;
beforeAll(async () => {
  owner = await startApp();
  await owner.db.query(`create role ${role} login password '${password}'`);
  const grants = await readFile('docs/sql/application-role.sql', 'utf8');
  await owner.db.query(grants.replaceAll('maskline_app', role));
  const { hostname, port, pathname } = new URL(owner.databaseUrl);
  const parts = {
    DATABASE_URL: '',
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: role,
    PGPASSWORD: password,
    PGDATABASE: pathname.slice(1),
  };
  app = await owner.replica(parts);
  roleUrl = app.nest.get(Settings).databaseUrl!;
  asRole = new pg.Pool({ connectionString: roleUrl, max: 1 });
});
afterAll(async () => {
  await asRole.end();
  const server = new URL(owner.databaseUrl);
  await owner.stop();
  server.pathname = '/postgres';
  await onServer(server.href, `drop role ${role}`);
});

describe('the role of docs/sql/application-role.sql', () => {
  it('is created by an administrator and gets its rights from an owner who is not one', async () => {
    const suffix = randomBytes(4).toString('hex');
    const [ownerRole, appRole] = [`maskline_owner_${suffix}`, `maskline_later_${suffix}`];
    const database = `maskline_test_owned_${suffix}`;
    const server = new URL(owner.databaseUrl);
    server.pathname = '/postgres';
    const createAppRole = `create role ${appRole} login password 'its-password'`;
    await onServer(server.href, `create role ${ownerRole} login password 'its-password'`);
    await onServer(server.href, `create database ${database} owner ${ownerRole}`);
    try {
      const urlOf = (user: string) => {
        const url = new URL(owner.databaseUrl);
        [url.username, url.password, url.pathname] = [user, 'its-password', `/${database}`];
        return url.href;
      };
      await migrate(urlOf(ownerRole));
      await expect(onServer(urlOf(ownerRole), createAppRole)).rejects.toMatchObject({
        code: '42501',
      });
      await onServer(server.href, createAppRole);
      const grants = await readFile('docs/sql/application-role.sql', 'utf8');
      await onServer(urlOf(ownerRole), grants.replaceAll('maskline_app', appRole));
      await onServer(urlOf(appRole), 'update booking set reference = reference');
      await expect(onServer(urlOf(appRole), 'delete from audit_event')).rejects.toMatchObject({
        code: '42501',
      });
    } finally {
      await onServer(server.href, `drop database ${database} with (force)`);
      await onServer(server.href, `drop role if exists ${appRole}, ${ownerRole}`);
    }
  });

  it('has enough rights to run on a migrated database', async () => {
    await migrate(roleUrl);
    const pool = await createPool(app);
    const { key } = await createKey(app, ['bookings:read', 'bookings:write']);
    const booking = await createBooking(app, pool.name);
    expect(connectedTo(await dial(app, booking.rider, booking.virtualNumber))).toBe(booking.driver);
    await app.as(key).post(`/v1/bookings/${booking.id}/complete`).expect(200);
    const { body } = await app.get('/v1/audit-events').expect(200);
    expect(body.items.length).toBeGreaterThan(3);
  });

  it.each([
    `update audit_event set actor = 'somebody else'`,
    'delete from audit_event',
    'truncate audit_event',
    'drop table audit_event',
    'alter table audit_event disable trigger all',
    'alter table audit_event add column more text',
    `insert into audit_event (id, actor, action, object_type, outcome, details) values (1, 'x', 'x', 'x', 'done', '{}')`,
    `insert into migrations (timestamp, name) values (1, 'x')`,
    'create table public.more (id integer)',
  ])('cannot execute: %s', async (statement) => {
    await createPool(app, { numbers: 0 });
    const events = async () => (await owner.db.query('select * from audit_event order by id')).rows;
    const before = await events();
    await expect(asRole.query(statement)).rejects.toMatchObject({
      // insufficient_privilege; generated_always (only PostgreSQL assigns ids)
      code: expect.stringMatching(/^(42501|428C9)$/),
    });
    expect(await events()).toEqual(before);
  });

  it('can rotate the keys for phone numbers', async () => {
    for (const ring of PHASES.slice(1, 3)) {
      await runJob(await owner.replica({ DATABASE_URL: roleUrl, NUMBER_KEYS: ring }));
    }
    expect(await statesOf(owner)).toEqual({ 1: 'retired', 2: 'complete' });
  });
});
