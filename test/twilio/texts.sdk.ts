import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Twilio } from 'twilio-6';
import type { NewTwilioAccountResponse } from '../../src/twilio-proxy/accounts/twilio-account.mapper.js';
import { NumberLimits } from '../../src/twilio-proxy/phone-numbers/number-limits.js';
import type { TestApp } from '../support/app.js';
import type { SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { connectedTo, dial, newPhone, newVirtualNumber } from '../support/scenario.js';
import { forward, receipt, SMS_SUB_ACCOUNT, startTexts, writeText } from '../support/texts.js';
import {
  clientOf,
  createService,
  createTwilioAccount,
  failureOf,
  twilioPackage,
  twilioRequest,
} from '../support/twilio.js';

let app: TestApp;
let sms: SmsEndpoint;
let stop: () => Promise<void>;
let account: NewTwilioAccountResponse;
let client: Twilio;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  account = await createTwilioAccount(app, { smsSubAccountId: SMS_SUB_ACCOUNT });
  client = clientOf(await twilioPackage(6, 'ESM'), account, app.url);
});
beforeEach(() => {
  sms.delivered.splice(0);
});
afterAll(() => stop());

type Service = Awaited<ReturnType<typeof createService>>;

/** Creates a session of two participants. */
async function createSession({ of }: Pick<Service, 'of'>, parameters: object = {}) {
  const [rider, driver] = [newPhone(), newPhone()];
  const session = await of.sessions.create({
    participants: [
      { Identifier: rider, FriendlyName: 'rider' },
      { Identifier: driver, FriendlyName: 'driver' },
    ] as object[],
    ...parameters,
  });
  const own = of.sessions(session.sid);
  const participants = await own.participants.list();
  const [ofRider, ofDriver] = ['rider', 'driver'].map((name) =>
    participants.find(({ friendlyName }) => friendlyName === name)!,
  );
  return { session, own, rider, driver, ofRider: ofRider!, ofDriver: ofDriver! };
}

const expectFailure = async (running: Promise<unknown>, status: number, code: number) => {
  const failure = await failureOf(running);
  expect(failure).toMatchObject({ status, code });
  expect(failure.message).toMatch(/\w{3}/);
  expect(failure.moreInfo).toBe(`https://www.twilio.com/docs/errors/${code}`);
};

const bookingOf = async (reference: string) =>
  (await app.get(`/v1/bookings?reference=${reference}`).expect(200)).body.items[0];

/** Sets what a number carries. */
const carry = (msisdn: string, capabilities: object) =>
  app.patch(`/v1/virtual-numbers/${encodeURIComponent(msisdn)}`, { capabilities }).expect(200);

describe('the mode of a session', () => {
  it('decides who can be called and texted', async () => {
    const service = await createService(client);
    for (const [mode, channels] of [
      ['message-only', ['sms']],
      ['voice-only', ['voice']],
      ['voice-and-message', ['voice', 'sms']],
      [undefined, ['voice', 'sms']],
    ] as const) {
      sms.delivered.splice(0);
      const { session, rider, driver, ofRider, ofDriver } = await createSession(service, {
        ...(mode && { mode }),
      });
      expect(session.mode).toBe(mode ?? 'voice-and-message');
      expect((await bookingOf(session.sid)).channels).toEqual(channels);
      const answer = await dial(app, rider, ofRider.proxyIdentifier);
      expect(connectedTo(answer)).toBe(mode === 'message-only' ? undefined : driver);
      await writeText(app, rider, ofRider.proxyIdentifier, 'Hello');
      await forward(app);
      expect(sms.delivered.map(({ source, destination }) => [source, destination])).toEqual(
        mode === 'voice-only' ? [] : [[ofDriver.proxyIdentifier, driver]],
      );
    }
  });

  it('can be changed, and is read back', async () => {
    const service = await createService(client);
    const { session, own, rider, driver, ofRider } = await createSession(service);
    const change = (Mode: string) =>
      twilioRequest(
        app,
        account,
        'post',
        `/v1/Services/${service.service.sid}/Sessions/${session.sid}`,
      )
        .type('form')
        .send({ Mode });
    const { body } = await change('message-only').expect(200);
    expect(body.mode).toBe('message-only');
    expect(await own.fetch()).toMatchObject({ mode: 'message-only' });
    expect((await bookingOf(session.sid)).channels).toEqual(['sms']);
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBeUndefined();
    expect((await change('voice-only').expect(200)).body.mode).toBe('voice-only');
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
    expect((await change('fax-only').expect(400)).body.code).toBe(20001);
    await own.update({ status: 'closed' });
    expect((await change('message-only').expect(400)).body.code).toBe(80607);
  });

  it('80201, 80202: gives proxy numbers that carry it, and no others', async () => {
    const service = await createService(client, { numbers: 4 });
    const { of, numbers } = service;
    const [voice, text] = [numbers.slice(0, 2), numbers.slice(2)];
    for (const number of voice) await carry(number, { voice: true, sms: false });
    for (const number of text) await carry(number, { voice: false, sms: true });
    const [first] = await of.phoneNumbers.list();
    expect(first!.capabilities).toMatchObject({ sms_inbound: true, voice_inbound: false });
    for (const [mode, suitable] of [
      ['message-only', text],
      ['voice-only', voice],
    ] as const) {
      const { ofRider, ofDriver, own, ofRider: one } = await createSession(service, { mode });
      expect(suitable).toContain(ofRider.proxyIdentifier);
      expect(suitable).toContain(ofDriver.proxyIdentifier);
      await own.participants(one.sid).remove();
      const other = await own.participants.create({ identifier: newPhone() });
      expect(suitable).toContain(other.proxyIdentifier);
    }
    await expectFailure(of.sessions.create({ participants: pair() }), 400, 80202);
    const { sid } = await of.sessions.create({ mode: 'message-only' });
    const named = { identifier: newPhone(), proxyIdentifier: voice[0]! };
    await expectFailure(of.sessions(sid).participants.create(named), 400, 80202);
    for (const number of voice) await carry(number, { voice: false, sms: true });
    const calls = { mode: 'voice-only' as const, participants: pair() };
    await expectFailure(of.sessions.create(calls), 400, 80201);
    await expectFailure(of.sessions.create({ participants: pair() }), 400, 80201);
    const { ofRider, session } = await createSession(service, { mode: 'message-only' });
    expect(numbers).toContain(ofRider.proxyIdentifier);
    const path = `/v1/Services/${service.service.sid}/Sessions/${session.sid}`;
    const changed = twilioRequest(app, account, 'post', path).type('form');
    expect((await changed.send({ Mode: 'voice-only' }).expect(400)).body.code).toBe(80201);
  });

  it('80616: does not fit an identifier of another channel', async () => {
    const { of } = await createService(client);
    for (const [mode, identifier, code] of [
      ['voice-only', 'messenger:1234', 80616],
      ['voice-and-message', 'whatsapp:+6591178965', 80616],
      ['message-only', 'client:alice', 80616],
      ['message-only', 'messenger:1234', 80404],
      ['voice-only', 'sip:alice@acme.example', 80404],
      ['voice-only', 'alice', 80404],
    ] as const) {
      const participants = [{ Identifier: identifier }] as object[];
      await expectFailure(of.sessions.create({ mode, participants }), 400, code);
      const { sid } = await of.sessions.create({ mode });
      await expectFailure(of.sessions(sid).participants.create({ identifier }), 400, code);
    }
    expect(await of.sessions.list()).toHaveLength(6);
  });
});

const pair = () => [{ Identifier: newPhone() }, { Identifier: newPhone() }] as object[];

describe('the phone numbers of a service', () => {
  it('80622, 80624: have a limit, close to which a warning is logged', async () => {
    const limits = app.nest.get(NumberLimits);
    Object.assign(limits, { unreserved: 2, reserved: 1 });
    const { of, service } = await createService(client, { numbers: 1 });
    const warnings = () => app.logs.lines.filter((line) => line.includes('80624'));
    const before = warnings().length;
    const add = (isReserved: boolean) =>
      of.phoneNumbers.create({ phoneNumber: newVirtualNumber(), isReserved });
    await add(false);
    expect(warnings()).toHaveLength(before + 1);
    await expectFailure(add(false), 400, 80622);
    const reserved = await add(true);
    await expectFailure(add(true), 400, 80622);
    await expectFailure(of.phoneNumbers(reserved.sid).update({ isReserved: false }), 400, 80622);
    expect(await of.phoneNumbers(reserved.sid).update({ isReserved: true })).toMatchObject({
      isReserved: true,
    });
    expect(await of.phoneNumbers.list()).toHaveLength(3);
    expect(service.sid).toMatch(/^KS/);
    Object.assign(limits, new NumberLimits());
  });
});

describe('a message interaction', () => {
  it('reaches the participant from its proxy number, and shows what became of it', async () => {
    const { own, driver, ofDriver, ofRider } = await createSession(await createService(client));
    const messages = own.participants(ofDriver.sid).messageInteractions;
    const sent = await messages.create({ body: 'Gate 3' });
    expect(await messages(sent.sid).fetch()).toMatchObject({
      sid: sent.sid,
      outboundResourceStatus: 'queued',
    });
    await forward(app);
    expect(sms.delivered).toMatchObject([
      { source: ofDriver.proxyIdentifier, destination: driver, text: 'Gate 3' },
    ]);
    expect(await messages(sent.sid).fetch()).toMatchObject({ outboundResourceStatus: 'sent' });
    const [text] = sms.delivered;
    await app.webhook('sms', receipt(text!, 'delivered', 'delivered_to_recipient')).expect(200);
    const read = await own.interactions(sent.sid).fetch();
    expect(read).toMatchObject({
      type: 'message',
      inboundParticipantSid: null,
      inboundResourceType: null,
      outboundParticipantSid: ofDriver.sid,
      outboundResourceType: 'message',
      outboundResourceStatus: 'delivered',
      outboundResourceSid: expect.stringMatching(/^SM[0-9a-f]{32}$/) as string,
    });
    // The service does not keep texts.
    expect(JSON.parse(read.data)).toEqual({ body: null });
    expect((await messages.list()).map(({ sid }) => sid)).toEqual([sent.sid]);
    const ofOther = own.participants(ofRider.sid).messageInteractions;
    expect(await ofOther.list()).toEqual([]);
    await expectFailure(ofOther(sent.sid).fetch(), 404, 20404);
  });

  it('is undelivered or failed if 8x8 says so', async () => {
    const { own, ofDriver } = await createSession(await createService(client));
    const messages = own.participants(ofDriver.sid).messageInteractions;
    const sent = await messages.create({ body: 'one' });
    await forward(app);
    const lost = receipt(sms.delivered[0]!, 'undelivered', 'undelivered_to_recipient');
    await app.webhook('sms', lost).expect(200);
    expect(await messages(sent.sid).fetch()).toMatchObject({
      outboundResourceStatus: 'undelivered',
    });
  });

  it('is sent once if the request is repeated within a minute', async () => {
    const { own, ofDriver, ofRider } = await createSession(await createService(client));
    const messages = own.participants(ofDriver.sid).messageInteractions;
    const sids = await Promise.all(
      Array.from({ length: 8 }, async () => (await messages.create({ body: 'I am here' })).sid),
    );
    expect(new Set(sids).size).toBe(1);
    const other = await messages.create({ body: 'I am here!' });
    const toRider = await own
      .participants(ofRider.sid)
      .messageInteractions.create({ body: 'I am here' });
    expect(new Set([sids[0], other.sid, toRider.sid]).size).toBe(3);
    await app.db.query(`update twilio_sent_text set sent_at = sent_at - interval '61 seconds'`);
    const later = await messages.create({ body: 'I am here' });
    expect(later.sid).not.toBe(sids[0]);
    await forward(app);
    expect(sms.delivered.map(({ text }) => text).toSorted()).toEqual([
      'I am here',
      'I am here',
      'I am here',
      'I am here!',
    ]);
  });

  it('counts as use of the session, so it moves the end on', async () => {
    const { own, session, ofDriver } = await createSession(await createService(client), {
      ttl: 600,
    });
    expect(await own.fetch()).toMatchObject({ status: 'open', dateLastInteraction: null });
    const end = async () => Date.parse((await bookingOf(session.sid)).expiresAt);
    const before = await end();
    await app.db.query(
      `update booking set created_at = created_at - interval '5 minutes',
              expires_at = expires_at - interval '5 minutes' where reference = $1`,
      [session.sid],
    );
    await own.participants(ofDriver.sid).messageInteractions.create({ body: 'Hello' });
    expect(await end()).toBeGreaterThanOrEqual(before);
    const used = await own.fetch();
    expect(used.status).toBe('in-progress');
    expect(used.dateLastInteraction).toBeInstanceOf(Date);
    expect(used.dateStarted).toBeInstanceOf(Date);
  });

  it('20404, 21602, 21610, 21617, 30011, 80607, 80910: is refused with the reason', async () => {
    const service = await createService(client);
    const { own, driver, ofDriver } = await createSession(service);
    const messages = own.participants(ofDriver.sid).messageInteractions;
    await expectFailure(messages.create({}), 400, 21602);
    await expectFailure(messages.create({ body: ' ' }), 400, 21602);
    await expectFailure(messages.create({ body: 'x'.repeat(1_601) }), 400, 21617);
    const mediaUrl = ['https://acme.example/a.png'];
    await expectFailure(messages.create({ body: 'x', mediaUrl }), 400, 30011);
    const stranger = own.participants(`KP${'0'.repeat(32)}`).messageInteractions;
    await expectFailure(stranger.create({ body: 'x' }), 404, 20404);
    await writeText(app, driver, ofDriver.proxyIdentifier, 'STOP');
    await expectFailure(messages.create({ body: 'x' }), 400, 21610);
    const voice = await createSession(service, { mode: 'voice-only' });
    const ofVoice = voice.own.participants(voice.ofDriver.sid).messageInteractions;
    await expectFailure(ofVoice.create({ body: 'x' }), 400, 80910);
    await own.update({ status: 'closed' });
    await expectFailure(messages.create({ body: 'x' }), 400, 80607);
    await forward(app);
    expect(sms.delivered.filter(({ destination }) => destination === driver)).toEqual([]);
  });
});

describe('the text of an interaction', () => {
  it('is shown if the service keeps texts, each time on record, and deleted with it', async () => {
    const service = await createService(client);
    await app
      .patch(`/v1/pools/${service.service.uniqueName}`, { policy: { messageRetentionHours: 24 } })
      .expect(200);
    const { own, rider, ofRider } = await createSession(service);
    await writeText(app, rider, ofRider.proxyIdentifier, 'Behind the station');
    await forward(app);
    const [interaction] = await own.interactions.list();
    expect(interaction).toMatchObject({
      type: 'message',
      inboundParticipantSid: ofRider.sid,
      inboundResourceStatus: 'received',
    });
    expect(JSON.parse(interaction!.data)).toEqual({ body: 'Behind the station' });
    const reveals = await app.get('/v1/audit-events?action=message.reveal').expect(200);
    expect(reveals.body.items[0].actor).toBe(account.accountSid);
    const texts = async () =>
      (
        await app.db.query(
          `select m.text_ciphertext as text from message m
             join booking b on b.id = m.booking_id where b.reference = $1`,
          [(await own.fetch()).sid],
        )
      ).rows.map(({ text }) => text as Buffer | null);
    expect(await texts()).toEqual([expect.any(Buffer)]);
    expect(await own.interactions(interaction!.sid).remove()).toBe(true);
    expect(await own.interactions.list()).toEqual([]);
    expect(await texts()).toEqual([null]);
    const waiting = await own
      .participants(ofRider.sid)
      .messageInteractions.create({ body: 'Not sent yet' });
    expect(await own.interactions(waiting.sid).remove()).toBe(true);
    await forward(app);
    expect(sms.delivered.at(-1)?.text).toBe('Not sent yet');
    expect(await texts()).toEqual([null, null]);
  });

  it('stays with an account that may read, send or reveal no texts', async () => {
    const service = await createService(client);
    const { own, session, rider, ofRider, ofDriver } = await createSession(service);
    await writeText(app, rider, ofRider.proxyIdentifier, 'Hello');
    const [text] = await own.interactions.list();
    const scopes = ['bookings:read', 'bookings:write', 'pools:read', 'calls:read'];
    const blind = await createTwilioAccount(app, { scopes });
    const other = clientOf(await twilioPackage(6, 'ESM'), blind, app.url);
    const same = other.proxy.v1.services(service.service.sid).sessions(session.sid);
    expect(await same.interactions.list()).toEqual([]);
    await expectFailure(same.interactions(text!.sid).fetch(), 404, 20404);
    const messages = same.participants(ofDriver.sid).messageInteractions;
    await expectFailure(messages.create({ body: 'x' }), 403, 20403);
    await expectFailure(messages.list(), 403, 20403);
    const reader = await createTwilioAccount(app, { scopes: [...scopes, 'messages:read'] });
    const third = clientOf(await twilioPackage(6, 'ESM'), reader, app.url);
    const read = third.proxy.v1.services(service.service.sid).sessions(session.sid);
    expect((await read.interactions.list()).map(({ sid }) => sid)).toEqual([text!.sid]);
    await expectFailure(read.interactions(text!.sid).remove(), 403, 20403);
    expect((await own.interactions.list()).map(({ sid }) => sid)).toEqual([text!.sid]);
  });
});

describe('a service without a sub-account for texts', () => {
  it('has sessions for calls, and none for texts only', async () => {
    const voice = await createTwilioAccount(app);
    const other = clientOf(await twilioPackage(6, 'ESM'), voice, app.url);
    const service = await createService(other);
    await expectFailure(service.of.sessions.create({ mode: 'message-only' }), 400, 80202);
    const { own, session, rider, driver, ofRider, ofDriver } = await createSession(service, {
      uniqueName: randomUUID(),
    });
    expect(session.mode).toBe('voice-and-message');
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
    const messages = own.participants(ofDriver.sid).messageInteractions;
    await expectFailure(messages.create({ body: 'x' }), 400, 80202);
  });
});
