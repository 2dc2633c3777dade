import { Readable } from 'node:stream';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewTwilioAccountResponse } from '../../src/twilio-proxy/accounts/twilio-account.mapper.js';
import { importTwilioSessions } from '../../tools/maskline/import-twilio.js';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { createPool, newPhone, newVirtualNumber } from '../support/scenario.js';
import { createTwilioAccount, twilioRequest } from '../support/twilio.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Creates a service with numbers, as a program without the SDK does. */
async function createService(account: NewTwilioAccountResponse, numbers = 2): Promise<string> {
  const uniqueName = `service-${Math.random().toString(36).slice(2, 10)}`;
  const { body } = await twilioRequest(app, account, 'post', '/v1/Services')
    .type('form')
    .send({ UniqueName: uniqueName })
    .expect(201);
  for (let added = 0; added < numbers; added += 1) {
    await twilioRequest(app, account, 'post', `/v1/Services/${body.sid}/PhoneNumbers`)
      .type('form')
      .send({ PhoneNumber: newVirtualNumber() })
      .expect(201);
  }
  return body.sid as string;
}

async function createSession(account: NewTwilioAccountResponse, service: string, phones: string[]) {
  const participants = phones.map((phone) => JSON.stringify({ Identifier: phone }));
  const form = new URLSearchParams();
  for (const text of participants) form.append('Participants', text);
  const { body } = await twilioRequest(app, account, 'post', `/v1/Services/${service}/Sessions`)
    .type('form')
    .send(form.toString())
    .expect(201);
  return body.sid as string;
}

const auditOf = async (action: string) =>
  (await app.get(`/v1/audit-events?action=${action}`).expect(200)).body.items;

describe('an account of Twilio Proxy’s API', () => {
  it('shows its token once, and stores it encrypted', async () => {
    const account = await createTwilioAccount(app);
    expect(account.accountSid).toMatch(/^AC[0-9a-f]{32}$/);
    expect(account.authToken).toMatch(/^[0-9a-f]{32}$/);
    const { body } = await app.get(`/v1/twilio-accounts/${account.accountSid}`).expect(200);
    expect(body).toEqual({ ...account, authToken: undefined });
    const { rows } = await app.db.query('select row_to_json(a)::text as row from facade_account a');
    expect(JSON.stringify(rows)).not.toContain(account.authToken);
    expect(app.logs.lines.join('\n')).not.toContain(account.authToken);
    const [created] = await auditOf('twilio-account.create');
    expect(created).toMatchObject({ objectId: account.accountSid, outcome: 'done' });
  });

  it('has at most the permissions of the key that creates it', async () => {
    const pool = await createPool(app);
    const { key } = await createKey(app, ['keys:write', 'bookings:read'], { pools: [pool.name] });
    const create = (more: object) =>
      app.as(key).post('/v1/twilio-accounts', { name: 'of a key', ...more });
    await create({ scopes: ['bookings:read'], pools: [pool.name] }).expect(201);
    const { body: scopes } = await create({ pools: [pool.name] }).expect(403);
    expect(scopes).toMatchObject({ code: 'grant-exceeded', exceeds: ['scopes'] });
    const { body: pools } = await create({ scopes: ['bookings:read'] }).expect(403);
    expect(pools).toMatchObject({ code: 'grant-exceeded', exceeds: ['pools'] });
    const other = await createTwilioAccount(app);
    await app.as(key).get(`/v1/twilio-accounts/${other.accountSid}`).expect(404);
    await app.as(key).delete(`/v1/twilio-accounts/${other.accountSid}`).expect(404);
    expect((await app.as(key).get('/v1/twilio-accounts').expect(200)).body.items).toHaveLength(1);
  });

  it('is refused once it is revoked, with a wrong token, and as an API key', async () => {
    const account = await createTwilioAccount(app);
    await twilioRequest(app, account, 'get', '/v1/Services').expect(200);
    await app.delete(`/v1/twilio-accounts/${account.accountSid}`).expect(204);
    await app.delete(`/v1/twilio-accounts/${account.accountSid}`).expect(204);
    const refused = await twilioRequest(app, account, 'get', '/v1/Services').expect(401);
    expect(refused.headers['www-authenticate']).toMatch(/^Basic/);
    expect(refused.headers['content-type']).toMatch(/^application\/json/);
    expect(refused.body).toEqual({
      code: 20003,
      message: 'Authenticate',
      more_info: 'https://www.twilio.com/docs/errors/20003',
      status: 401,
    });
    const other = await createTwilioAccount(app);
    for (const wrong of [
      { ...other, authToken: '0'.repeat(32) },
      { ...other, authToken: account.authToken },
      { ...account, authToken: other.authToken },
      { ...other, authToken: '' },
      { ...other, authToken: other.authToken.toUpperCase() },
    ]) {
      await twilioRequest(app, wrong, 'get', '/v1/Services').expect(401);
    }
    await twilioRequest(app, undefined, 'get', '/v1/Services').expect(401);
    const { key } = await createKey(app, ['pools:read']);
    const bearer = request(app.url).get('/twilio/v1/Services');
    await bearer.set('authorization', `Bearer ${key}`).expect(401);
    const basic = request(app.url).get('/v1/pools');
    await basic.auth(other.accountSid, other.authToken).expect(401);
  });

  it('reaches only its pools and scopes, and the pools that it creates', async () => {
    const all = await createTwilioAccount(app);
    const mine = await createService(all);
    const foreign = await createService(all);
    const { body } = await twilioRequest(app, all, 'get', `/v1/Services/${mine}`);
    const restricted = await createTwilioAccount(app, { pools: [body.unique_name] });
    const own = await twilioRequest(app, restricted, 'get', '/v1/Services').expect(200);
    expect(own.body.services.map(({ sid }: { sid: string }) => sid)).toEqual([mine]);
    await twilioRequest(app, restricted, 'get', `/v1/Services/${foreign}`).expect(404);
    await twilioRequest(app, restricted, 'get', `/v1/Services/${foreign}/Sessions`).expect(404);
    const created = await createService(restricted, 0);
    await twilioRequest(app, restricted, 'get', `/v1/Services/${created}`).expect(200);
    const reader = await createTwilioAccount(app, { scopes: ['pools:read'] });
    const refused = await twilioRequest(app, reader, 'post', '/v1/Services')
      .type('form')
      .send({ UniqueName: 'x' })
      .expect(403);
    expect(refused.body.code).toBe(20403);
  });

  it('shows identifiers in full only with numbers:reveal, which the audit trail records', async () => {
    const account = await createTwilioAccount(app);
    const service = await createService(account);
    const phone = newPhone();
    const session = await createSession(account, service, [phone, newPhone()]);
    const path = `/v1/Services/${service}/Sessions/${session}/Participants`;
    const shown = async (by: NewTwilioAccountResponse) => {
      const { body } = await twilioRequest(app, by, 'get', path).expect(200);
      return body.participants.map(({ identifier }: { identifier: string }) => identifier);
    };
    const before = (await auditOf('twilio-session.reveal')).length;
    expect(await shown(account)).toContain(phone);
    const reveals = await auditOf('twilio-session.reveal');
    expect(reveals).toHaveLength(before + 1);
    expect(reveals[0]).toMatchObject({ objectId: session, actor: account.accountSid });
    const blind = await createTwilioAccount(app, { scopes: ['bookings:read', 'pools:read'] });
    expect(await shown(blind)).toContain(`+65••••${phone.slice(-4)}`);
    expect(await auditOf('twilio-session.reveal')).toHaveLength(before + 1);
    expect(JSON.stringify(await auditOf('twilio-session.create'))).not.toContain(phone.slice(3));
    expect(app.logs.lines.join('\n')).not.toContain(phone.slice(3));
  });
});

describe('below the prefix of Twilio’s API', () => {
  const expectTwilio = (body: object, status: number) =>
    expect(body).toEqual({
      code: expect.any(Number) as number,
      message: expect.stringMatching(/\w/) as string,
      more_info: expect.stringMatching(/^https:\/\/www\.twilio\.com\/docs\/errors\/\d+$/) as string,
      status,
    });

  it('every error has Twilio’s form', async () => {
    const account = await createTwilioAccount(app);
    const service = await createService(account, 0);
    const send = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string) =>
      twilioRequest(app, account, method, path);
    const phone = newPhone();
    const answers = [
      [404, await send('get', '/v1/Nothing')],
      [404, await send('get', '/v2/Services')],
      [404, await send('get', `/v1/Services/${service}/Sessions/${phone}`)],
      [404, await send('get', `/v1/Services/${service}/Sessions/KC${'0'.repeat(32)}`)],
      [405, await send('put', '/v1/Services')],
      [405, await send('patch', `/v1/Services/${service}`)],
      [415, await send('post', '/v1/Services').send({ UniqueName: 'x' })],
      [
        413,
        await send('post', '/v1/Services')
          .type('form')
          .send(`UniqueName=${'x'.repeat(70_000)}`),
      ],
      [400, await send('post', '/v1/Services').type('form').send('UniqueName=%00')],
      [400, await send('get', '/v1/Services/%ff')],
      [400, await send('get', `/v1/Services/${service}/Sessions?PageToken=PAzzz`)],
    ] as const;
    for (const [status, { body, status: got }] of answers) {
      expect(got, JSON.stringify(body)).toBe(status);
      expectTwilio(body, status);
      expect(JSON.stringify(body)).not.toContain(phone.slice(3));
    }
    const messages = answers.map(([, { body }]) => body.message as string);
    expect(messages[2]).toBe('No Session of the Service has this UniqueName');
    expect(messages[3]).toBe(
      `The requested resource /Services/${service}/Sessions/KC${'0'.repeat(32)} was not found`,
    );
  });

  it('an account that sends too many requests gets 20429 and Retry-After', async () => {
    const replica = await app.replica({ API_RATE_LIMIT_PER_MINUTE: '2' });
    const { accountSid, authToken } = await createTwilioAccount(app);
    const send = () => request(replica.url).get('/twilio/v1/Services').auth(accountSid, authToken);
    await send().expect(200);
    await send().expect(200);
    const { body, headers } = await send().expect(429);
    expect(body.code).toBe(20429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('an empty body and an empty value are read as absent and null', async () => {
    const account = await createTwilioAccount(app);
    const service = await createService(account, 0);
    const path = `/v1/Services/${service}`;
    const of = (body: string) => twilioRequest(app, account, 'post', path).type('form').send(body);
    const url = 'https://acme.example/twilio';
    const set = await of(`CallbackUrl=${encodeURIComponent(url)}&Unknown=1`).expect(200);
    expect(set.body.callback_url).toBe(url);
    const kept = await twilioRequest(app, account, 'post', path).expect(200);
    expect(kept.body.callback_url).toBe(url);
    expect((await of('CallbackUrl=').expect(200)).body.callback_url).toBeNull();
  });

  it('a list links to its next page by PUBLIC_URL', async () => {
    const replica = await app.replica({ PUBLIC_URL: 'https://mask.example.com/base' });
    const account = await createTwilioAccount(app);
    await createService(account, 0);
    await createService(account, 0);
    const { body } = await request(replica.url)
      .get('/twilio/v1/Services?PageSize=1')
      .auth(account.accountSid, account.authToken)
      .expect(200);
    expect(body.meta).toMatchObject({ key: 'services', page: 0, page_size: 1 });
    expect(body.meta.next_page_url).toMatch(
      /^https:\/\/mask\.example\.com\/base\/twilio\/v1\/Services\?PageSize=1&Page=1&PageToken=/,
    );
    expect(body.meta.previous_page_url).toBeNull();
  });
});

describe('an import of Twilio’s live sessions', () => {
  it('creates each session once, and nothing in a dry run', async () => {
    const account = await createTwilioAccount(app);
    const serviceSid = await createService(account);
    const phones = [newPhone(), newPhone()];
    const sid = `KC${'1'.repeat(32)}`;
    const participants = phones.map((identifier) => ({ identifier, friendlyName: 'a person' }));
    const lines = [
      { sid, uniqueName: 'ride-1', mode: 'voice-and-message', ttl: 0, participants },
      { sid, ttl: 60, participants: [] },
      { uniqueName: 'ride-2', participants: [{ identifier: '+6512' }] },
    ].map((one) => JSON.stringify(one));
    const run = async (isDryRun: boolean) => {
      let output = '';
      const file = Readable.from([[...lines, 'not json', ''].join('\n')]);
      const options = { url: app.url, ...account, serviceSid, isDryRun };
      const tally = await importTwilioSessions(file, {
        ...options,
        write: (text) => (output += text),
      });
      return { tally, lines: output.trimEnd().split('\r\n') };
    };
    const path = `/v1/Services/${serviceSid}/Sessions`;
    const dry = await run(true);
    expect(dry.tally).toEqual({ created: 3, existing: 0, refused: 1 });
    expect((await twilioRequest(app, account, 'get', path)).body.sessions).toEqual([]);
    const real = await run(false);
    expect(real.tally).toEqual({ created: 2, existing: 0, refused: 2 });
    expect(real.lines[3]).toContain('80404');
    expect(JSON.stringify(real.lines)).not.toContain(phones[0]!.slice(3));
    expect((await run(false)).tally).toEqual({ created: 0, existing: 2, refused: 2 });
    const { body } = await twilioRequest(app, account, 'get', `${path}/${sid}`).expect(200);
    expect(body).toMatchObject({ unique_name: sid, ttl: 60 });
    const moved = await twilioRequest(app, account, 'get', `${path}/ride-1/Participants`);
    expect(moved.body.participants).toHaveLength(2);
  });
});

describe('an erasure of a phone number', () => {
  it('also erases it from the names that a client chose', async () => {
    const account = await createTwilioAccount(app);
    const service = await createService(account);
    const phone = newPhone();
    const path = `/v1/Services/${service}/Sessions`;
    const participant = JSON.stringify({ Identifier: phone, FriendlyName: `Ann ${phone}` });
    const { body } = await twilioRequest(app, account, 'post', path)
      .type('form')
      .send({ UniqueName: `ride of ${phone}`, Participants: participant })
      .expect(201);
    await app.post('/v1/erasures', { phoneNumber: phone, endBookings: true }).expect(200);
    const { rows } = await app.db.query(
      `select s.unique_name, p.friendly_name from twilio_session s
         join twilio_participant p on p.session_id = s.id where s.unique_name like 'erased:%'`,
    );
    expect(rows).toEqual([
      { unique_name: expect.stringMatching(/^erased:/) as string, friendly_name: 'Ann [erased]' },
    ]);
    const shown = await twilioRequest(app, account, 'get', `${path}/${body.sid}/Participants`);
    expect(JSON.stringify(shown.body)).not.toContain(phone.slice(3));
  });
});
