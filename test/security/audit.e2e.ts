import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEventResponse } from '../../src/platform/security/audit/audit-event.service.js';
import { AuditTrail, SCOPES } from '../../src/platform/security/index.js';
import { adminRoutesOf, createKey, pathOf } from '../support/api-keys.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  createBooking,
  createPool,
  newPhone,
  newVirtualNumber,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const eventsOf = async (key: string, query = ''): Promise<AuditEventResponse[]> => {
  const { body } = await app.get(`/v1/audit-events?key=${key}&limit=200${query}`).expect(200);
  return body.items as AuditEventResponse[];
};

/** Actions that are recorded in addition to those of the routes. */
const ACTIONS_OF_NO_ROUTE = [
  'block.reveal',
  'booking.end-grace',
  'booking.reveal',
  'call.connect-by-hook',
  'call.reveal',
  'console.sign-in',
  'console.sign-out',
  'event-subscription.switch-off',
];

/**
 * Returns the actions listed in docs/api.md, where `booking.create`, `.update` means `booking.create`
 * and `booking.update`.
 */
function actionsOfThePage(): string[] {
  const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const [list] = /(?<=Actions: )[^]*?\n\n/.exec(page)!;
  let kind = '';
  const actions = [...list.matchAll(/`([a-z-]*)\.([a-z-]+)`/g)].map(([, named, verb]) => {
    kind = named || kind;
    return `${kind}.${verb}`;
  });
  return actions.toSorted();
}

describe('the audit trail', () => {
  it('records who did what, when, from where and with which outcome', async () => {
    const pool = await createPool(app);
    const actor = await createKey(app, SCOPES);
    const client = app.as(actor.key);
    const name = `pool-${randomUUID().slice(0, 8)}`;
    await client.post('/v1/pools', { name, subAccountId: 'acme' }).expect(201);
    await client.patch(`/v1/pools/${name}`, { policy: { sticky: false } }).expect(200);
    const msisdn = newVirtualNumber();
    await client.post(`/v1/pools/${name}/numbers`, { numbers: [{ msisdn }] }).expect(201);
    await client.patch(`/v1/virtual-numbers/${msisdn}`, { weight: 3 }).expect(200);
    const { body: booking } = await client
      .post('/v1/bookings', bookingRequest(pool.name))
      .expect(201);
    const path = `/v1/bookings/${booking.id}`;
    await client.patch(path, { ttlSeconds: 600, metadata: { secret: 'x' } }).expect(200);
    await client.put(`${path}/parties/driver`, { phoneNumber: newPhone() }).expect(200);
    await client.post(`${path}/complete`).expect(200);
    await client.post(`${path}/cancel`).expect(409);
    const { body: made } = await client
      .post('/v1/api-keys', { name: 'made', scopes: ['pools:read'] })
      .expect(201);
    await client.post(`/v1/api-keys/${made.id}/rotate`, { overlapSeconds: 5 }).expect(201);
    await client.delete(`/v1/api-keys/${made.id}`).expect(204);
    await client.post('/v1/routing/explain', { virtualNumber: msisdn, caller: newPhone() });
    await client.get(path).expect(200);

    const events = await eventsOf(actor.id);
    const recorded = events.map(({ action, objectId, outcome, code }) => [
      action,
      objectId,
      outcome,
      code,
    ]);
    const successor = events.find(({ action }) => action === 'api-key.rotate')?.objectId;
    expect(recorded.toReversed()).toEqual([
      ['pool.create', expect.any(String), 'done', null],
      ['pool.update', name, 'done', null],
      ['pool.add-numbers', name, 'done', null],
      ['virtual-number.update', msisdn, 'done', null],
      ['booking.create', booking.id, 'done', null],
      ['booking.update', booking.id, 'done', null],
      ['booking.replace-party', booking.id, 'done', null],
      ['booking.complete', booking.id, 'done', null],
      ['booking.cancel', booking.id, 'refused', 'booking-ended'],
      ['api-key.create', made.id, 'done', null],
      ['api-key.rotate', successor, 'done', null],
      ['api-key.revoke', made.id, 'done', null],
    ]);
    for (const event of events) {
      expect(event).toMatchObject({ keyId: actor.id, actor: actor.prefix, ip: '127.0.0.1' });
      expect(event.keyName).toBe('key of a test');
      expect(Math.abs(Date.parse(String(event.occurredAt)) - Date.now())).toBeLessThan(60_000);
    }
    const update = events.find(({ action }) => action === 'booking.update');
    expect(update).toMatchObject({
      objectType: 'booking',
      details: { fields: ['ttlSeconds', 'metadata'] },
    });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('contains only the actions that docs/api.md lists', () => {
    const routes = adminRoutesOf(app).filter(({ method }) => !['GET', 'HEAD'].includes(method));
    const withoutName = routes.filter(({ action, isReadOnly }) => !action && !isReadOnly);
    expect(withoutName).toEqual([]);
    const declared = new Set(routes.flatMap(({ action }) => action ?? []));
    expect(actionsOfThePage()).toEqual([...declared, ...ACTIONS_OF_NO_ROUTE].toSorted());
  });

  it('can be filtered by action, key and time, page by page', async () => {
    const actor = await createKey(app, ['pools:write']);
    const client = app.as(actor.key);
    for (let at = 0; at < 5; at += 1) {
      await client.post('/v1/pools', {
        name: `pool-${randomUUID().slice(0, 8)}`,
        subAccountId: 'acme',
      });
      await client.patch('/v1/pools/no-such-pool', { policy: {} }).expect(404);
    }
    expect(await eventsOf(actor.id)).toHaveLength(10);
    expect(await eventsOf(actor.id, '&action=pool.create')).toHaveLength(5);
    const refused = await eventsOf(actor.id, '&action=pool.update');
    expect(refused).toHaveLength(5);
    const time = new Date(refused[0]!.occurredAt).toISOString();
    expect(await eventsOf(actor.id, `&from=${time}&action=pool.update`)).not.toHaveLength(5);
    expect(await eventsOf(actor.id, '&from=2030-01-01T00:00:00Z')).toEqual([]);
    expect(await eventsOf(actor.id, '&to=2020-01-01T00:00:00Z')).toEqual([]);

    const paged: AuditEventResponse[] = [];
    let cursor = '';
    do {
      const { body } = await app
        .get(`/v1/audit-events?key=${actor.id}&limit=3${cursor}`)
        .expect(200);
      paged.push(...body.items);
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(paged).toEqual(await eventsOf(actor.id));
    expect((await eventsOf('bootstrap')).every(({ actor: name }) => name === 'bootstrap')).toBe(
      true,
    );
    await app.get('/v1/audit-events?key=x').expect(400);
    await app
      .get(`/v1/audit-events?cursor=${Buffer.from('1 or 1=1').toString('base64url')}`)
      .expect(400);
  });

  it('records every attempt at a route that the key has no scope for', async () => {
    const actor = await createKey(app, ['events:read']);
    const changing = adminRoutesOf(app).filter(({ method, action }) => method !== 'GET' && action);
    for (const { method, url } of changing) {
      await app
        .as(actor.key)
        .send(method, pathOf(url), method === 'DELETE' ? undefined : {})
        .expect(403);
    }
    await expect.poll(async () => (await eventsOf(actor.id)).length).toBe(changing.length);
    const events = await eventsOf(actor.id);
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set(changing.map(({ action }) => action)),
    );
    expect(new Set(events.map(({ code }) => code))).toEqual(new Set(['scope-missing']));
  });

  it('contains no phone number and no key, whatever a client sends', async () => {
    const pool = await createPool(app);
    const phone = newPhone();
    const digits = phone.slice(3);
    const { id } = await createBooking(app, pool.name, { rider: phone });
    for (const _ of ['first', 'again']) {
      await app.post(`/v1/bookings/${id}/complete`, { [phone]: phone, [digits]: 1 }).expect(200);
    }
    await app.post('/v1/bookings', { ...bookingRequest(pool.name), [phone]: phone }).expect(400);
    await app.post('/v1/bookings', bookingRequest(pool.name, { rider: phone, driver: phone }));
    for (const path of [`/v1/bookings/${phone}/complete`, `/v1/bookings/${phone}/cancel`]) {
      await app.post(path).expect(404);
    }
    await app.patch(`/v1/virtual-numbers/${phone}`, { weight: 2 }).expect(404);
    await app.patch(`/v1/pools/${phone}`, { policy: {} }).expect(404);
    const { rows } = await app.db.query('select e::text as text from audit_event e');
    const dump = rows.map(({ text }: { text: string }) => text).join('\n');
    expect(dump).not.toContain(digits);
    expect(dump).not.toContain(ADMIN_API_KEY);
  });

  it('accepts X-Forwarded-For only from a trusted proxy', async () => {
    const [client, behind] = [
      await createKey(app, ['pools:write']),
      await createKey(app, ['pools:write']),
    ];
    const body = { name: `pool-${randomUUID().slice(0, 8)}`, subAccountId: 'acme' };
    await app
      .as(client.key)
      .post('/v1/pools', body)
      .set('x-forwarded-for', '203.0.113.9')
      .expect(201);
    expect((await eventsOf(client.id))[0]?.ip).toBe('127.0.0.1');

    const replica = await app.replica({ TRUSTED_PROXIES: '127.0.0.1' });
    const from = async (forwarded: string) => {
      const other = { ...body, name: `pool-${randomUUID().slice(0, 8)}` };
      const request = replica.as(behind.key).post('/v1/pools', other);
      await request.set('x-forwarded-for', forwarded).expect(201);
      return (await eventsOf(behind.id))[0]?.ip;
    };
    expect(await from('203.0.113.9')).toBe('203.0.113.9');
    expect(await from('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(await from(`'; drop table audit_event; --`)).toBeNull();
  });

  it('is written in the same transaction as the change', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    await app.db.query(
      `alter table audit_event add constraint never check (action <> 'booking.complete') not valid`,
    );
    try {
      await app.post(`/v1/bookings/${booking.id}/complete`).expect(500);
      const { body } = await app.get(`/v1/bookings/${booking.id}`);
      expect(body.status).toBe('active');
    } finally {
      await app.db.query('alter table audit_event drop constraint never');
    }
  });

  it('is written together with a new booking, so that there is none without its event', async () => {
    const pool = await createPool(app);
    const request = bookingRequest(pool.name);
    await app.db.query(
      `alter table audit_event add constraint never check (action <> 'booking.create') not valid`,
    );
    try {
      await app.post('/v1/bookings', request).expect(500);
    } finally {
      await app.db.query('alter table audit_event drop constraint never');
    }
    const { body: none } = await app.get(`/v1/bookings?pool=${pool.name}`).expect(200);
    expect(none.items).toEqual([]);
    const { body: booking } = await app.post('/v1/bookings', request).expect(201);
    await app.post('/v1/bookings', request).expect(200);
    const query = `select outcome from audit_event where object_id = $1 and action = 'booking.create'`;
    const { rows } = await app.db.query(query, [booking.id]);
    // One of the new booking, and one of the request that was repeated.
    expect(rows).toEqual([{ outcome: 'done' }, { outcome: 'done' }]);
  });

  it('also records actions of Maskline itself', async () => {
    const objectId = randomUUID();
    const act = { action: 'job.run', objectType: 'job', objectId, details: { moved: 3 } };
    await app.nest.get(AuditTrail).record(act);
    expect(await eventsOf('system', '&action=job.run')).toMatchObject([
      { actor: 'system', keyId: null, keyName: null, objectId, ip: null, details: { moved: 3 } },
    ]);
  });

  it('is closed to keys that are restricted to pools', async () => {
    const pool = await createPool(app, { numbers: 0 });
    const { key } = await createKey(app, ['audit:read'], { pools: [pool.name] });
    const { body } = await app.as(key).get('/v1/audit-events').expect(403);
    expect(body.code).toBe('key-restricted');
  });
});

describe('phone numbers in full', () => {
  it('are shown to a key that may reveal them and asks for it, and this is recorded', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    await app.webhook('call-action', handle).expect(200);
    const { sessionId } = handle.payload;
    const actor = await createKey(app, ['bookings:read', 'calls:read', 'numbers:reveal']);
    const client = app.as(actor.key);

    const { body: masked } = await client.get(`/v1/bookings/${booking.id}`).expect(200);
    expect(masked.parties).toEqual(booking.parties);
    await client.get(`/v1/bookings/${booking.id}?reveal=false`).expect(200);
    expect(await eventsOf(actor.id)).toEqual([]);

    const { body } = await client.get(`/v1/bookings/${booking.id}?reveal=true`).expect(200);
    expect(body.parties).toMatchObject([
      { role: 'rider', phoneNumber: booking.rider },
      { role: 'driver', phoneNumber: booking.driver },
    ]);
    const { body: call } = await client.get(`/v1/calls/${sessionId}?reveal=true`).expect(200);
    expect(call.caller.phoneNumber).toBe(booking.rider);
    expect(await eventsOf(actor.id)).toMatchObject([
      { action: 'call.reveal', objectType: 'call', objectId: sessionId },
      { action: 'booking.reveal', objectId: booking.id, details: { numbers: true, pins: false } },
    ]);
    const logs = app.logs.lines.join('\n');
    expect(logs).not.toContain(booking.rider.slice(3));
  });

  it('are refused to other keys, and never shown in lists', async () => {
    const pool = await createPool(app, { policy: { partyPin: true } });
    const booking = await createBooking(app, pool.name);
    const plain = app.as(
      (await createKey(app, ['bookings:read', 'calls:read', 'bookings:write'])).key,
    );
    for (const path of [`/v1/bookings/${booking.id}`, '/v1/calls/x']) {
      const { body } = await plain.get(`${path}?reveal=true`).expect(403);
      expect(body).toMatchObject({ code: 'scope-missing', scope: 'numbers:reveal' });
    }
    await app.get(`/v1/bookings/${booking.id}?reveal=yes`).expect(400);
    await app.get('/v1/bookings?reveal=true').expect(400);
    for (const answer of [
      await plain.get(`/v1/bookings/${booking.id}`),
      await plain.post('/v1/bookings', bookingRequest(pool.name)),
      await plain.put(`/v1/bookings/${booking.id}/parties/driver`, { phoneNumber: newPhone() }),
      await plain.post(`/v1/bookings/${booking.id}/complete`),
    ]) {
      expect(answer.status).toBeLessThan(300);
      expect(answer.body.parties[0].pin).toBeUndefined();
      expect(answer.body.parties[0].phoneNumber).toContain('••••');
    }
  });

  it('and PINs are recorded whenever they are shown', async () => {
    const pool = await createPool(app, { policy: { partyPin: true } });
    const booking = await createBooking(app, pool.name);
    const actor = await createKey(app, ['bookings:read', 'numbers:reveal']);
    const { body } = await app.as(actor.key).get(`/v1/bookings/${booking.id}`).expect(200);
    expect(body.parties[0].pin).toMatch(/^\d{8}$/);
    expect(await eventsOf(actor.id)).toMatchObject([
      { action: 'booking.reveal', objectId: booking.id, details: { numbers: false, pins: true } },
    ]);
  });

  it('are not shown if that cannot be recorded', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    await app.db.query(
      `alter table audit_event add constraint never check (action <> 'booking.reveal') not valid`,
    );
    try {
      const { text } = await app.get(`/v1/bookings/${booking.id}?reveal=true`).expect(500);
      expect(text).not.toContain(booking.rider.slice(3));
    } finally {
      await app.db.query('alter table audit_event drop constraint never');
    }
  });
});
