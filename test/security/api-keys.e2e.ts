import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresPool } from '../../src/platform/database/index.js';
import { newApiKey } from '../../src/platform/security/api-keys/api-key-format.js';
import { REMEMBERED_MS } from '../../src/platform/security/api-keys/api-key-lookup.js';
import { type Scope, SCOPES } from '../../src/platform/security/index.js';
import { createKey } from '../support/api-keys.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { createPool } from '../support/scenario.js';
import { TcpProxy } from '../support/infrastructure/tcp-proxy.js';

let app: TestApp;
let proxy: TcpProxy | undefined;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  await proxy?.close();
});

const works = async (key: string, on = app): Promise<boolean> => {
  const { status } = await on.as(key).get('/v1/pools');
  if (status !== 200) expect(status).toBe(401);
  return status === 200;
};

describe('a new key', () => {
  it('is shown once, and later only with its prefix', async () => {
    const { key, ...shown } = await createKey(app, ['pools:read'], {
      name: 'Ops, "büro" 1'.slice(0, 3),
    });
    expect(key).toMatch(/^mk_live_[0-9A-Za-z]{36}$/);
    expect(shown).toMatchObject({
      prefix: key.slice(0, 12),
      status: 'active',
      scopes: ['pools:read'],
      pools: null,
      rateLimitPerMinute: null,
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      successorId: null,
      createdBy: 'bootstrap',
    });
    const { body: found } = await app.get(`/v1/api-keys/${shown.id}`).expect(200);
    const { body: list } = await app.get('/v1/api-keys').expect(200);
    expect(found).toEqual(shown);
    expect(list.items).toContainEqual(shown);
    expect(JSON.stringify([found, list])).not.toContain(key.slice(12));
    expect(await works(key)).toBe(true);
  });

  it('is refused if it is invalid', async () => {
    const good = { name: 'x', scopes: ['pools:read'] };
    for (const [wrong, status, code] of [
      [{ scopes: [] }, 400, 'validation-failed'],
      [{ scopes: ['everything'] }, 400, 'validation-failed'],
      [{ scopes: ['pools:read', 'pools:read'] }, 400, 'validation-failed'],
      [{ name: 'a\nb' }, 400, 'validation-failed'],
      [{ pools: [] }, 400, 'validation-failed'],
      [{ rateLimitPerMinute: 0 }, 400, 'validation-failed'],
      [{ key: newApiKey() }, 400, 'validation-failed'],
      [{ pools: ['no-such-pool'] }, 404, 'pool-not-found'],
      [{ expiresAt: '2020-01-01T00:00:00Z' }, 422, 'expiry-in-the-past'],
    ] as const) {
      const { body } = await app.post('/v1/api-keys', { ...good, ...wrong }).expect(status);
      expect(body.code, JSON.stringify(wrong)).toBe(code);
    }
    await app.get('/v1/api-keys/x').expect(404);
    await app.delete('/v1/api-keys/019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10').expect(404);
    await app.post('/v1/api-keys/x/rotate', {}).expect(404);
  });

  it('is not accepted in another spelling', async () => {
    const { key } = await createKey(app, ['pools:read']);
    for (const wrong of [key.slice(0, -1), `${key}0`, key.toLowerCase(), newApiKey(), 'x']) {
      expect(await works(wrong), wrong).toBe(false);
    }
  });

  it('stops working when it expires', async () => {
    const { key, id } = await createKey(app, ['pools:read'], {
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    await app.db.query('update api_key set expires_at = now() where id = $1', [id]);
    expect(await works(key)).toBe(false);
    const { body } = await app.get(`/v1/api-keys/${id}`);
    expect(body.status).toBe('expired');
  });
});

describe('a revoked key', () => {
  it('is refused at once on this replica, and within five seconds on every other replica', async () => {
    const replica = await app.replica();
    const { key, id } = await createKey(app, ['pools:read']);
    expect(await works(key)).toBe(true);
    expect(await works(key, replica)).toBe(true);
    await app.delete(`/v1/api-keys/${id}`).expect(204);
    expect(await works(key)).toBe(false);
    // The maximum age of a cached key; see src/platform/security/api-keys/api-key-lookup.spec.ts.
    expect(REMEMBERED_MS).toBeLessThan(5_000);
    await expect.poll(() => works(key, replica), { interval: 50 }).toBe(false);
    await app.delete(`/v1/api-keys/${id}`).expect(204);
    const { body } = await app.get(`/v1/api-keys/${id}`);
    expect(body.status).toBe('revoked');
    expect((await app.post(`/v1/api-keys/${id}/rotate`, {}).expect(409)).body).toMatchObject({
      code: 'api-key-ended',
      keyStatus: 'revoked',
    });
  });
});

describe('rotating a key', () => {
  it('creates a successor with the same rights, and the old key works for the overlap', async () => {
    const pool = await createPool(app, { numbers: 0 });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const old = await createKey(app, ['pools:read', 'calls:read'], {
      pools: [pool.name],
      rateLimitPerMinute: 77,
      expiresAt,
    });
    const { body: successor } = await app
      .post(`/v1/api-keys/${old.id}/rotate`, { overlapSeconds: 600 })
      .expect(201);
    const { scopes, pools, rateLimitPerMinute, name } = old;
    expect(successor).toMatchObject({ scopes, pools, rateLimitPerMinute, name, status: 'active' });
    expect(Date.parse(successor.expiresAt)).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(successor.key).not.toBe(old.key);
    expect(await works(old.key)).toBe(true);
    expect(await works(successor.key)).toBe(true);

    const { body: after } = await app.get(`/v1/api-keys/${old.id}`);
    expect(after.successorId).toBe(successor.id);
    expect(Date.parse(after.expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
    await app.db.query('update api_key set expires_at = now() where id = $1', [old.id]);
    await expect.poll(() => works(old.key)).toBe(false);
    expect(await works(successor.key)).toBe(true);
  });

  it('never extends the old key, and ends it at once without an overlap', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const old = await createKey(app, ['pools:read'], { expiresAt: soon });
    await app.post(`/v1/api-keys/${old.id}/rotate`, {}).expect(201);
    const { body } = await app.get(`/v1/api-keys/${old.id}`);
    expect(body.expiresAt).toBe(soon);

    const other = await createKey(app, ['pools:read']);
    await app.post(`/v1/api-keys/${other.id}/rotate`, { overlapSeconds: 0 }).expect(201);
    expect(await works(other.key)).toBe(false);
  });

  it('creates one successor if several clients rotate the key at once', async () => {
    const old = await createKey(app, ['pools:read']);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.post(`/v1/api-keys/${old.id}/rotate`, {})),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, 409, 409, 409, 409]);
  });
});

describe('a key with the scope keys:write', () => {
  it('cannot grant a scope that it does not have', async () => {
    const { key } = await createKey(app, ['keys:write', 'bookings:read']);
    for (const scope of SCOPES) {
      const response = await app.as(key).post('/v1/api-keys', { name: 'x', scopes: [scope] });
      const isOwn = ['keys:write', 'bookings:read'].includes(scope);
      expect(response.status, scope).toBe(isOwn ? 201 : 403);
      if (!isOwn) expect(response.body).toMatchObject({ code: 'grant-exceeded', scopes: [scope] });
    }
  });

  it('cannot grant a higher limit or a later expiry than its own, which are also the defaults', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = new Date(Date.parse(expiresAt) + 1_000).toISOString();
    const { key } = await createKey(app, ['keys:write'], { rateLimitPerMinute: 50, expiresAt });
    const create = (more: object) =>
      app.as(key).post('/v1/api-keys', { name: 'x', scopes: ['keys:write'], ...more });
    for (const [more, exceeds] of [
      [{ rateLimitPerMinute: 51 }, ['rateLimitPerMinute']],
      [{ expiresAt: later }, ['expiresAt']],
      [{ rateLimitPerMinute: 51, expiresAt: later }, ['rateLimitPerMinute', 'expiresAt']],
    ] as const) {
      const { body } = await create(more).expect(403);
      expect(body).toMatchObject({ code: 'grant-exceeded', exceeds, scopes: [] });
    }
    expect((await create({}).expect(201)).body).toMatchObject({
      rateLimitPerMinute: 50,
      expiresAt,
    });
    const less = { rateLimitPerMinute: 49, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    expect((await create(less).expect(201)).body).toMatchObject(less);
  });

  it('without a limit of its own cannot grant one above the setting', async () => {
    const { key } = await createKey(app, ['keys:write']);
    const create = (rateLimitPerMinute: number) =>
      app.as(key).post('/v1/api-keys', { name: 'x', scopes: ['keys:write'], rateLimitPerMinute });
    await create(6_000).expect(201);
    expect((await create(6_001).expect(403)).body.exceeds).toEqual(['rateLimitPerMinute']);
  });

  it('can neither rotate nor revoke a key with more rights', async () => {
    const own = {
      rateLimitPerMinute: 50,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const { key } = await createKey(app, ['keys:write', 'pools:read'], own);
    const later = new Date(Date.parse(own.expiresAt) + 1_000).toISOString();
    for (const [scopes, more, exceeds] of [
      [['pools:read', 'calls:read'], own, ['scopes']],
      [['pools:read'], { ...own, rateLimitPerMinute: 51 }, ['rateLimitPerMinute']],
      [['pools:read'], { expiresAt: own.expiresAt }, ['rateLimitPerMinute']],
      [['pools:read'], { ...own, expiresAt: later }, ['expiresAt']],
      [['pools:read'], { rateLimitPerMinute: 50 }, ['expiresAt']],
    ] as const) {
      const stronger = await createKey(app, scopes, more);
      const path = `/v1/api-keys/${stronger.id}`;
      for (const request of [app.as(key).delete(path), app.as(key).post(`${path}/rotate`, {})]) {
        expect((await request.expect(403)).body).toMatchObject({ code: 'grant-exceeded', exceeds });
      }
      expect(await works(stronger.key)).toBe(true);
      expect((await app.get(path)).body).toMatchObject({ status: 'active', successorId: null });
    }
    const equal = await createKey(app, ['pools:read', 'keys:write'], own);
    await app.as(key).post(`/v1/api-keys/${equal.id}/rotate`, {}).expect(201);
    await app.as(key).delete(`/v1/api-keys/${equal.id}`).expect(204);
  });

  it('cannot extend its life by rotating itself', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { key, id } = await createKey(app, ['keys:write'], { expiresAt });
    await app.db.query(`update api_key set created_at = now() - interval '30 days' where id = $1`, [
      id,
    ]);
    const rotate = (request: object) => app.as(key).post(`/v1/api-keys/${id}/rotate`, request);
    const later = new Date(Date.parse(expiresAt) + 1_000).toISOString();
    const { body } = await rotate({ expiresAt: later }).expect(403);
    expect(body.exceeds).toEqual(['expiresAt']);
    expect((await rotate({}).expect(201)).body.expiresAt).toBe(expiresAt);
  });

  it('creates no keys once it is revoked, even on a replica that still has it cached', async () => {
    const replica = await app.replica();
    const { key, id } = await createKey(app, ['keys:write']);
    const other = await createKey(app, ['keys:write']);
    expect((await replica.as(key).get('/v1/api-keys')).status).toBe(200);
    await app.delete(`/v1/api-keys/${id}`).expect(204);
    const client = replica.as(key);
    await client.post('/v1/api-keys', { name: 'x', scopes: ['keys:write'] }).expect(401);
    await client.post(`/v1/api-keys/${other.id}/rotate`, {}).expect(401);
    await client.delete(`/v1/api-keys/${other.id}`).expect(401);
    const { rows } = await app.db.query('select id from api_key where created_by = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('cannot obtain a key with more rights by rotating it', async () => {
    const strong = await createKey(app, ['numbers:reveal']);
    const { key } = await createKey(app, ['keys:write']);
    const { body } = await app.as(key).post(`/v1/api-keys/${strong.id}/rotate`, {}).expect(403);
    expect(body).toMatchObject({ code: 'grant-exceeded', scopes: ['numbers:reveal'] });
    expect(
      await app.db.query('select from api_key where successor_id is not null and id = $1', [
        strong.id,
      ]),
    ).toMatchObject({ rowCount: 0 });
  });

  it('that is restricted to pools can neither grant other pools nor see keys for them', async () => {
    const [own, other] = [
      await createPool(app, { numbers: 0 }),
      await createPool(app, { numbers: 0 }),
    ];
    const scopes: Scope[] = ['keys:write', 'pools:read'];
    const { key, id } = await createKey(app, scopes, { pools: [own.name] });
    const elsewhere = await createKey(app, ['pools:read'], { pools: [other.name] });
    const both = await createKey(app, ['pools:read'], { pools: [own.name, other.name] });
    const everywhere = await createKey(app, ['pools:read']);
    const client = app.as(key);
    const create = (pools?: string[]) =>
      client.post('/v1/api-keys', { name: 'x', scopes: ['pools:read'], pools });
    expect((await create().expect(403)).body.code).toBe('grant-exceeded');
    expect((await create([own.name, other.name]).expect(404)).body.code).toBe('pool-not-found');
    const { body: made } = await create([own.name]).expect(201);

    const { body: list } = await client.get('/v1/api-keys').expect(200);
    expect(list.items.map((item: { id: string }) => item.id)).toEqual([made.id, id]);
    for (const hidden of [elsewhere, both, everywhere]) {
      await client.get(`/v1/api-keys/${hidden.id}`).expect(404);
      await client.delete(`/v1/api-keys/${hidden.id}`).expect(404);
      await client.post(`/v1/api-keys/${hidden.id}/rotate`, {}).expect(404);
    }
    expect(await works(elsewhere.key)).toBe(true);
  });
});

describe('using a key', () => {
  it('updates its last use, to the minute', async () => {
    const { key, id } = await createKey(app, ['pools:read']);
    const lastUse = async () =>
      (await app.db.query('select last_used_at from api_key where id = $1', [id])).rows[0]
        .last_used_at as Date | null;
    expect(await lastUse()).toBeNull();
    await works(key);
    await expect.poll(lastUse).not.toBeNull();
    const first = await lastUse();
    const replica = await app.replica();
    for (const on of [app, replica, app, replica]) await works(key, on);
    await delay(100);
    expect(await lastUse()).toEqual(first);
  });

  it('needs no database round trip for each request', async () => {
    const { key } = await createKey(app, ['pools:read']);
    const asked = vi.spyOn(app.nest.get(PostgresPool), 'query');
    const startedAt = performance.now();
    // Few at once: lists of one key take turns, and on a slow machine a long queue responds with 503.
    for (let at = 0; at < 60; at += 1) {
      await Promise.all(Array.from({ length: 5 }, () => works(key)));
    }
    const moments = Math.ceil((performance.now() - startedAt) / REMEMBERED_MS);
    const lookUps = asked.mock.calls.filter(([question]) =>
      JSON.stringify(question).includes('find-live-api-keys'),
    );
    asked.mockRestore();
    expect(lookUps.length).toBeGreaterThan(0);
    expect(lookUps.length).toBeLessThanOrEqual(moments);
  });

  it('is refused with 503 while the database is unavailable', async () => {
    const { proxy: before, url } = await TcpProxy.before(app.databaseUrl);
    proxy = before;
    const replica = await app.replica({ DATABASE_URL: url });
    const { key } = await createKey(app, ['pools:read']);
    try {
      for (const how of ['cut', 'silence'] as const) {
        proxy.restore();
        await expect.poll(async () => (await replica.as(key).get('/v1/pools')).status).toBe(200);
        proxy[how]();
        await expect
          .poll(async () => (await replica.as(key).get('/v1/dead-letters')).status)
          .toBe(503);
        const { body } = await replica.as(newApiKey()).get('/v1/pools').expect(503);
        expect(body.code).toBe('database-unavailable');
        await replica.as('mk_live_typo').get('/v1/pools').expect(401);
      }
    } finally {
      proxy.restore();
    }
  });
});

describe('an API key', () => {
  it('is in no table and no log line, except for its prefix', async () => {
    const { key, id } = await createKey(app, ['pools:read', 'keys:write']);
    const { body: successor } = await app.post(`/v1/api-keys/${id}/rotate`, {}).expect(201);
    await app.as(`${ADMIN_API_KEY}x`).get('/v1/pools').expect(401);
    for (const used of [key, successor.key, newApiKey()]) {
      await app.as(used).get('/v1/pools');
      await app.as(used).get('/v1/bookings');
      await app.as(used).post('/v1/api-keys', { name: used, scopes: ['jobs:run'] });
    }
    const { rows } = await app.db.query(
      `select k::text as row from api_key k union all select e::text from audit_event e`,
    );
    const dump = rows.map(({ row }: { row: string }) => row).join('\n');
    const logs = app.logs.lines.join('\n');
    expect(dump).toContain(key.slice(0, 12));
    for (const secret of [key, successor.key as string]) {
      expect(dump).not.toContain(secret.slice(12, 20));
      expect(logs).not.toContain(secret.slice(12, 20));
    }
    expect(dump + logs).not.toContain(ADMIN_API_KEY);
  });
});
