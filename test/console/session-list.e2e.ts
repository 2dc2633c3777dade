import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { signIn } from '../support/console.js';
import { createPool } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

interface Listed {
  id: string;
  keyId: string | null;
  actor: string;
  name: string | null;
  signedInAt: string;
  lastSeenAt: string | null;
  expiresAt: string;
}

const sessionsOf = async (key: string, client: Pick<TestApp, 'get'> = app): Promise<Listed[]> =>
  (await client.get(`/v1/console-sessions?key=${key}`).expect(200)).body.items;

describe('the list of console sessions', () => {
  it('shows who is signed in, by which key, since when and last seen', async () => {
    const { key, id } = await createKey(app, ['pools:read'], { name: 'Kim' });
    const { cookie, send } = await signIn(app, key);
    expect(await sessionsOf(id)).toMatchObject([{ keyId: id, name: 'Kim', lastSeenAt: null }]);
    await send('get', '/v1/pools').expect(200);
    await expect.poll(async () => (await sessionsOf(id))[0]!.lastSeenAt).not.toBeNull();
    const [session] = await sessionsOf(id);
    expect(session!.actor).toBe(key.slice(0, 12));
    const hours = (Date.parse(session!.expiresAt) - Date.parse(session!.signedInAt)) / 3_600_000;
    expect(hours).toBeCloseTo(8, 2);
    const text = JSON.stringify(session);
    expect(text).not.toContain(key.slice(12));
    expect(text).not.toContain(cookie.split('=')[1]!);
  });

  it('includes the bootstrap key, and no session that has ended or expired', async () => {
    const { send } = await signIn(app, ADMIN_API_KEY);
    const ofBootstrap = await sessionsOf('bootstrap');
    expect(ofBootstrap).toMatchObject([{ keyId: null, actor: 'bootstrap', name: null }]);
    await send('get', '/v1/pools').expect(200);
    await expect.poll(async () => (await sessionsOf('bootstrap'))[0]!.lastSeenAt).not.toBeNull();
    await send('delete', '/console/session').expect(204);
    expect(await sessionsOf('bootstrap')).toEqual([]);
    const { key, id } = await createKey(app, ['pools:read']);
    await signIn(app, key);
    await app.db.query('update console_session set expires_at = now() where key_id = $1', [id]);
    expect(await sessionsOf(id)).toEqual([]);
    await signIn(app, key);
    await app.delete(`/v1/api-keys/${id}`).expect(204);
    expect(await sessionsOf(id)).toEqual([]);
    await app.get('/v1/console-sessions?key=nobody').expect(400);
  });

  it('shows a key of some pools only sessions of keys of these pools', async () => {
    const [own, other] = [await createPool(app), await createPool(app)];
    const { key } = await createKey(app, ['keys:write'], { pools: [own.name] });
    const mine = await createKey(app, ['keys:write'], { pools: [own.name] });
    const foreign = await createKey(app, ['keys:write'], { pools: [other.name] });
    const free = await createKey(app, ['keys:write']);
    for (const each of [mine, foreign, free]) await signIn(app, each.key);
    const client = app.as(key);
    const { body } = await client.get('/v1/console-sessions').expect(200);
    expect(body.items.map(({ keyId }: Listed) => keyId)).toEqual([mine.id]);
    for (const { id } of [foreign, free]) {
      const [session] = await sessionsOf(id);
      await client.delete(`/v1/console-sessions/${session!.id}`).expect(404);
      await client.post('/v1/console-sessions/revoke', { key: id }).expect(404);
      expect(await sessionsOf(id)).toHaveLength(1);
    }
    const reader = await createKey(app, ['audit:read']);
    await app.as(reader.key).get('/v1/console-sessions').expect(403);
  });
});

describe('revoking', () => {
  const statusOf = async (send: Awaited<ReturnType<typeof signIn>>['send'], on = app) =>
    (await send('get', '/v1/pools', on)).status;

  it('one session leaves the others of the key, and is audited', async () => {
    const replica = await app.replica();
    const { key, id } = await createKey(app, ['pools:read']);
    const [kept, revoked] = [await signIn(app, key), await signIn(app, key)];
    for (const { send } of [kept, revoked]) expect(await statusOf(send, replica)).toBe(200);
    // The newest comes first.
    const [session] = await sessionsOf(id);
    await app.delete(`/v1/console-sessions/${session!.id}`).expect(204);
    await app.delete(`/v1/console-sessions/${session!.id}`).expect(204);
    expect(await statusOf(revoked.send)).toBe(401);
    await expect
      .poll(() => statusOf(revoked.send, replica), { interval: 50, timeout: 5_000 })
      .toBe(401);
    expect(await statusOf(kept.send)).toBe(200);
    const { body } = await app.get('/v1/audit-events?action=console-session.revoke&limit=1');
    expect(body.items).toMatchObject([
      { objectId: session!.id, actor: 'bootstrap', details: { key: key.slice(0, 12) } },
    ]);
    await app.delete('/v1/console-sessions/no-session').expect(404);
  });

  it('all sessions of a key leaves the key and the sessions of other keys', async () => {
    const [one, other] = [
      await createKey(app, ['pools:read']),
      await createKey(app, ['pools:read']),
    ];
    const own = [await signIn(app, one.key), await signIn(app, one.key)];
    const { send } = await signIn(app, other.key);
    const { body } = await app.post('/v1/console-sessions/revoke', { key: one.id }).expect(200);
    expect(body).toEqual({ revoked: 2 });
    for (const session of own) expect(await statusOf(session.send)).toBe(401);
    expect(await statusOf(send)).toBe(200);
    await app.as(one.key).get('/v1/pools').expect(200);
    await signIn(app, ADMIN_API_KEY);
    await app.post('/v1/console-sessions/revoke', { key: 'bootstrap' }).expect(200);
    expect(await sessionsOf('bootstrap')).toEqual([]);
  });

  it('is refused to a key with fewer rights', async () => {
    const strong = await createKey(app, ['keys:write', 'jobs:run']);
    const weak = await createKey(app, ['keys:write']);
    await signIn(app, strong.key);
    const [session] = await sessionsOf(strong.id);
    const client = app.as(weak.key);
    const { body } = await client.delete(`/v1/console-sessions/${session!.id}`).expect(403);
    expect(body.code).toBe('grant-exceeded');
    await client.post('/v1/console-sessions/revoke', { key: strong.id }).expect(403);
    await client.post('/v1/console-sessions/revoke', { key: 'bootstrap' }).expect(403);
    expect(await sessionsOf(strong.id)).toHaveLength(1);
  });
});
