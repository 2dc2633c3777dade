import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Twilio } from 'twilio-6';
import { EventDeliveryService } from '../../src/events/index.js';
import type { NewTwilioAccountResponse } from '../../src/twilio-proxy/accounts/twilio-account.mapper.js';
import type { TestApp } from '../support/app.js';
import { answers, CallbackServer, expectSigned } from '../support/servers/callback-server.js';
import type { SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { patientHooks } from '../support/servers/hook-server.js';
import { connectedTo, dial, newPhone } from '../support/scenario.js';
import { forward, receipt, SMS_SUB_ACCOUNT, startTexts, writeText } from '../support/texts.js';
import { clientOf, createService, createTwilioAccount, twilioPackage } from '../support/twilio.js';
import { TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let app: TestApp;
let sms: SmsEndpoint;
let stop: () => Promise<void>;
let account: NewTwilioAccountResponse;
let client: Twilio;
let server: CallbackServer;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts(TO_LOOPBACK));
  patientHooks(app);
  account = await createTwilioAccount(app, { smsSubAccountId: SMS_SUB_ACCOUNT });
  client = clientOf(await twilioPackage(6, 'ESM'), account, app.url);
  server = await new CallbackServer().start();
});
afterEach(async () => {
  await forward(app);
  server.received.splice(0);
  server.behave = answers(204);
  sms.delivered.splice(0);
});
afterAll(async () => {
  await server.close();
  await stop();
});

/** Creates a service with callbacks, and a session of two participants. */
async function setUp(urls: Record<string, string>, by = client) {
  const { of, service, numbers } = await createService(by, urls);
  const [rider, driver] = [newPhone(), newPhone()];
  const session = await of.sessions.create({
    uniqueName: randomUUID(),
    participants: [
      { Identifier: rider, FriendlyName: 'rider' },
      { Identifier: driver, FriendlyName: 'driver' },
    ] as object[],
  });
  const own = of.sessions(session.sid);
  const participants = await own.participants.list();
  const ofRider = participants.find(({ friendlyName }) => friendlyName === 'rider')!;
  const ofDriver = participants.find(({ friendlyName }) => friendlyName === 'driver')!;
  return { of, own, service, numbers, session, rider, driver, ofRider, ofDriver };
}

const deliver = () => app.nest.get(EventDeliveryService).deliverDue();
const statuses = () =>
  server.received.map(({ parameters }) => parameters['outboundResourceStatus']);

describe('the CallbackUrl of a service', () => {
  it('gets each text and its states, signed, without a number and without the text', async () => {
    const callbackUrl = server.url('/interactions');
    const { own, session, service, rider, driver, ofRider, ofDriver } = await setUp({
      callbackUrl,
    });
    await writeText(app, rider, ofRider.proxyIdentifier, 'Behind the station');
    await forward(app);
    await deliver();
    const [text] = sms.delivered;
    await app.webhook('sms', receipt(text!, 'delivered', 'delivered_to_recipient')).expect(200);
    await deliver();
    expect(statuses()).toEqual(['sent', 'delivered']);
    for (const callback of server.received) await expectSigned(server, account, callback);
    const [interaction] = await own.interactions.list();
    expect(server.received[0]!.parameters).toEqual({
      interactionSid: interaction!.sid,
      interactionServiceSid: service.sid,
      interactionSessionSid: session.sid,
      interactionAccountSid: account.accountSid,
      interactionType: 'Message',
      interactionData: '{"body":null}',
      interactionDateCreated: expect.stringMatching(/Z$/) as string,
      interactionDateUpdated: expect.stringMatching(/Z$/) as string,
      inboundParticipantSid: ofRider.sid,
      inboundResourceSid: interaction!.inboundResourceSid,
      inboundResourceStatus: 'received',
      inboundResourceType: 'message',
      inboundResourceUrl: '',
      outboundParticipantSid: ofDriver.sid,
      outboundResourceSid: interaction!.outboundResourceSid,
      outboundResourceStatus: 'sent',
      outboundResourceType: 'message',
      outboundResourceUrl: '',
    });
    const all = JSON.stringify(server.received);
    for (const secret of [rider.slice(3), driver.slice(3), 'station']) {
      expect(all).not.toContain(secret);
    }
  });

  it('gets a text of the company, and what was written if the service keeps it', async () => {
    const { own, service, ofDriver } = await setUp({ callbackUrl: server.url('/interactions') });
    await app
      .patch(`/v1/pools/${service.uniqueName}`, { policy: { messageRetentionHours: 24 } })
      .expect(200);
    await own.participants(ofDriver.sid).messageInteractions.create({ body: 'Gate 3' });
    await forward(app);
    await deliver();
    const [callback] = server.received;
    expect(callback!.parameters).toMatchObject({
      interactionData: '{"body":"Gate 3"}',
      outboundParticipantSid: ofDriver.sid,
      outboundResourceStatus: 'sent',
    });
    expect(callback!.parameters).not.toHaveProperty('inboundParticipantSid');
    expect(server.received).toHaveLength(1);
  });
});

describe('the InterceptCallbackUrl of a service', () => {
  it('blocks a text with 403, and lets it through with anything else', async () => {
    const interceptCallbackUrl = server.url('/intercept');
    const { own, session, rider, driver, ofRider, ofDriver } = await setUp({
      interceptCallbackUrl,
    });
    server.behave = answers(403);
    await writeText(app, rider, ofRider.proxyIdentifier, 'Pay me in cash');
    await forward(app);
    expect(sms.delivered).toEqual([]);
    const [question] = server.received;
    await expectSigned(server, account, question!);
    expect(question!.path).toBe('/intercept');
    expect(question!.parameters).toMatchObject({
      interactionType: 'Message',
      interactionData: '{"body":"Pay me in cash"}',
      interactionSessionSid: session.sid,
      inboundParticipantSid: ofRider.sid,
      inboundResourceType: 'message',
      inboundResourceStatus: 'received',
    });
    const names = Object.keys(question!.parameters);
    expect(names.filter((name) => name.startsWith('outbound'))).toEqual([]);
    expect(await own.interactions.list()).toEqual([]);
    expect(await own.fetch()).toMatchObject({ status: 'open' });
    for (const behave of [
      ...[200, 204, 301, 404, 500].map((status) => answers(status)),
      (response: ServerResponse) => void response.destroy(),
    ]) {
      server.behave = behave;
      sms.delivered.splice(0);
      await writeText(app, rider, ofRider.proxyIdentifier, 'Hello');
      await forward(app);
      expect(sms.delivered).toMatchObject([
        { source: ofDriver.proxyIdentifier, destination: driver, text: 'Hello' },
      ]);
    }
    const reveals = await app.get('/v1/audit-events?action=twilio-callback.reveal').expect(200);
    expect(reveals.body.items.length).toBeGreaterThan(0);
  });

  it('is not waited for beyond its time, nor asked while it fails', async () => {
    const { rider, ofRider } = await setUp({ interceptCallbackUrl: server.url('/intercept') });
    const limits = patientHooks(app);
    Object.assign(limits, { timeoutMs: 100 });
    server.behave = () => undefined;
    for (let at = 0; at < limits.failuresToOpen + 2; at += 1) {
      await writeText(app, rider, ofRider.proxyIdentifier, `text ${at}`);
      await forward(app);
    }
    expect(sms.delivered).toHaveLength(limits.failuresToOpen + 2);
    expect(server.received).toHaveLength(limits.failuresToOpen);
    patientHooks(app);
  });

  it('is asked once about a long text, and not about texts of the company', async () => {
    const { own, rider, ofRider } = await setUp({ interceptCallbackUrl: server.url('/i') });
    await writeText(app, rider, ofRider.proxyIdentifier, 'word '.repeat(400));
    await own.participants(ofRider.sid).messageInteractions.create({ body: 'From us' });
    for (let runs = 0; runs < 3; runs += 1) await forward(app);
    expect(sms.delivered.length).toBeGreaterThan(2);
    expect(server.received).toHaveLength(1);
  });

  it('gets no text if the account may not reveal it', async () => {
    const { service, rider, ofRider } = await setUp({});
    const scopes = ['pools:read', 'pools:write'];
    const blind = await createTwilioAccount(app, { scopes });
    const other = clientOf(await twilioPackage(6, 'ESM'), blind, app.url);
    const interceptCallbackUrl = server.url('/intercept');
    await other.proxy.v1.services(service.sid).update({ interceptCallbackUrl });
    await writeText(app, rider, ofRider.proxyIdentifier, 'Hello');
    await forward(app);
    expect(server.received[0]!.parameters['interactionData']).toBe('{"body":null}');
  });
});

describe('the OutOfSessionCallbackUrl of a service', () => {
  const outOfSession = () => setUp({ outOfSessionCallbackUrl: server.url('/unknown') });

  it('creates a session with JSON, and forwards the text', async () => {
    const { of, numbers } = await outOfSession();
    const [sender, receiver] = [newPhone(), newPhone()];
    const uniqueName = randomUUID();
    const body = JSON.stringify({ uniqueName, participantIdentifier: receiver });
    server.behave = answers(200, 'application/json', body);
    await writeText(app, sender, numbers[0], 'Is it still free?');
    await forward(app);
    const [question] = server.received;
    await expectSigned(server, account, question!);
    const sid = question!.parameters['MessageSid']!;
    expect(question!.parameters).toEqual({
      AccountSid: account.accountSid,
      ApiVersion: '2010-04-01',
      MessageSid: expect.stringMatching(/^SM[0-9a-f]{32}$/) as string,
      SmsSid: sid,
      SmsMessageSid: sid,
      SmsStatus: 'received',
      NumMedia: '0',
      Body: 'Is it still free?',
      From: sender,
      To: numbers[0],
    });
    const participants = await of.sessions(uniqueName).participants.list();
    const ofReceiver = participants.find(({ identifier }) => identifier === receiver)!;
    expect(sms.delivered).toMatchObject([
      { source: ofReceiver.proxyIdentifier, destination: receiver, text: 'Is it still free?' },
    ]);
    const [interaction] = await of.sessions(uniqueName).interactions.list();
    expect(interaction).toMatchObject({ type: 'message', inboundResourceSid: sid });
    expect(server.received).toHaveLength(1);
  });

  it('replies with TwiML’s Message, and refuses what it does not know', async () => {
    // TwiML that is refused counts as a failure of the hook.
    const limits = Object.assign(patientHooks(app), { failuresToOpen: 100 });
    const { numbers } = await outOfSession();
    const write = async (twiml: string) => {
      sms.delivered.splice(0);
      const sender = newPhone();
      server.behave = answers(200, 'text/xml', `<Response>${twiml}</Response>`);
      await writeText(app, sender, numbers[0], 'Hello?');
      await forward(app);
      return sms.delivered.map(({ source, destination, text }) => {
        expect([source, destination]).toEqual([numbers[0], sender]);
        return text;
      });
    };
    expect(await write('<Message>Write to the desk</Message>')).toEqual(['Write to the desk']);
    expect(await write('<Message><Body>Or call</Body></Message>')).toEqual(['Or call']);
    for (const twiml of [
      '',
      '<Reject/>',
      '<Say>Hello</Say>',
      '<Message/>',
      `<Message>${'x'.repeat(1_601)}</Message>`,
      '<Message><Media>https://acme.example/a.png</Media></Message>',
      '<Message>a</Message><Message>b</Message>',
      '<Dial>+6591178965</Dial>',
    ]) {
      expect(await write(twiml)).toEqual([]);
    }
    expect(server.received).toHaveLength(10);
    limits.failuresToOpen = 5;
  });

  it('is asked once about a text that 8x8 delivers again, and never about a known sender', async () => {
    const { numbers, rider, ofRider } = await outOfSession();
    const umid = randomUUID();
    const sender = newPhone();
    for (let copies = 0; copies < 3; copies += 1) {
      await writeText(app, sender, numbers[0], 'Hello', { umid });
    }
    expect(server.received).toHaveLength(1);
    await writeText(app, rider, ofRider.proxyIdentifier, 'Hello');
    await writeText(app, newPhone(), numbers[0], 'STOP');
    expect(server.received).toHaveLength(1);
    const { rows } = await app.db.query('select reason from message where inbound_umid = $1', [
      umid,
    ]);
    expect(rows).toEqual([{ reason: 'not-a-party' }]);
  });

  it('forwards nothing with an invalid answer, or none', async () => {
    const { of, numbers } = await outOfSession();
    for (const behave of [
      answers(500),
      answers(403),
      answers(200, 'application/json', '{}'),
      answers(200, 'application/json', '{"participantIdentifier":"12"}'),
      answers(200, 'image/png', 'x'),
      (response: ServerResponse) => void response.destroy(),
    ]) {
      server.behave = behave;
      await writeText(app, newPhone(), numbers[0], 'Hello');
    }
    await forward(app);
    expect(sms.delivered).toEqual([]);
    expect(await of.sessions.list()).toHaveLength(1);
  });
});

describe('the callbacks of a revoked account', () => {
  it('stop at once, for calls and texts, until another account changes the service', async () => {
    const old = await createTwilioAccount(app, { smsSubAccountId: SMS_SUB_ACCOUNT });
    const by = clientOf(await twilioPackage(6, 'ESM'), old, app.url);
    const urls = {
      callbackUrl: server.url('/interactions'),
      interceptCallbackUrl: server.url('/intercept'),
      outOfSessionCallbackUrl: server.url('/unknown'),
    };
    const { service, numbers, rider, driver, ofRider } = await setUp(urls, by);
    server.behave = answers(403);
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBeUndefined();
    expect(server.received.map(({ path }) => path)).toEqual(['/intercept']);
    server.received.splice(0);
    await app.delete(`/v1/twilio-accounts/${old.accountSid}`).expect(204);
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
    expect(connectedTo(await dial(app, newPhone(), numbers[0]))).toBeUndefined();
    await writeText(app, rider, ofRider.proxyIdentifier, 'Hello');
    await writeText(app, newPhone(), numbers[0], 'Hello');
    await forward(app);
    expect(sms.delivered).toMatchObject([{ destination: driver }]);
    await deliver();
    expect(server.received).toEqual([]);
    server.behave = answers(204);
    await client.proxy.v1.services(service.sid).update({ defaultTtl: 60 });
    await dial(app, rider, ofRider.proxyIdentifier);
    await expectSigned(server, account, server.received[0]!);
  });
});
