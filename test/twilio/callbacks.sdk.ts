import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Twilio } from 'twilio-6';
import { EventDeliveryService } from '../../src/events/index.js';
import type { NewTwilioAccountResponse } from '../../src/twilio-proxy/accounts/twilio-account.mapper.js';
import { startApp, type TestApp } from '../support/app.js';
import { answers, CallbackServer, expectSigned } from '../support/servers/callback-server.js';
import { patientHooks } from '../support/servers/hook-server.js';
import { callReceived, connectedTo, dial, expectRefusal, newPhone } from '../support/scenario.js';
import { TO_LOOPBACK } from '../support/servers/webhook-receiver.js';
import {
  clientOf,
  createService,
  createTwilioAccount,
  failureOf,
  twilioPackage,
} from '../support/twilio.js';

let app: TestApp;
let account: NewTwilioAccountResponse;
let client: Twilio;
let server: CallbackServer;
beforeAll(async () => {
  app = await startApp(TO_LOOPBACK);
  patientHooks(app);
  account = await createTwilioAccount(app);
  client = clientOf(await twilioPackage(6, 'ESM'), account, app.url);
  server = await new CallbackServer().start();
});
afterEach(() => {
  server.received.splice(0);
  server.behave = answers(204);
});
afterAll(async () => {
  await server.close();
  await app.stop();
});

/** Creates a service with callbacks, and a session of two participants. */
async function setUp(urls: Record<string, string>) {
  const { of, service, numbers } = await createService(client, urls);
  const [rider, driver] = [newPhone(), newPhone()];
  const session = await of.sessions.create({
    uniqueName: randomUUID(),
    participants: [
      { Identifier: rider, FriendlyName: 'rider' },
      { Identifier: driver, FriendlyName: 'driver' },
    ] as object[],
  });
  const participants = await of.sessions(session.sid).participants.list();
  const ofRider = participants.find(({ friendlyName }) => friendlyName === 'rider')!;
  const ofDriver = participants.find(({ friendlyName }) => friendlyName === 'driver')!;
  return { of, service, numbers, session, rider, driver, ofRider, ofDriver };
}

const deliver = () => app.nest.get(EventDeliveryService).deliverDue();

describe('the CallbackUrl of a service', () => {
  it('gets each interaction, signed as Twilio signs, without a phone number of a person', async () => {
    const callbackUrl = server.url('/interactions?tenant=a');
    const { session, service, rider, driver, ofRider, ofDriver, of } = await setUp({ callbackUrl });
    expect(service.callbackUrl).toBe(callbackUrl);
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
    await deliver();
    expect(server.received).toHaveLength(1);
    const [callback] = server.received;
    await expectSigned(server, account, callback!);
    const { parameters } = callback!;
    expect(callback!.path).toBe('/interactions?tenant=a');
    expect(parameters).toMatchObject({
      interactionServiceSid: service.sid,
      interactionSessionSid: session.sid,
      interactionAccountSid: account.accountSid,
      interactionType: 'Voice',
      inboundParticipantSid: ofRider.sid,
      inboundResourceType: 'call',
      outboundParticipantSid: ofDriver.sid,
      outboundResourceStatus: 'initiated',
    });
    expect(JSON.stringify(parameters)).not.toContain(rider.slice(3));
    expect(JSON.stringify(parameters)).not.toContain(driver.slice(3));
    const [interaction] = await of.sessions(session.sid).interactions.list();
    expect(interaction).toMatchObject({
      sid: parameters['interactionSid'],
      type: 'voice',
      inboundParticipantSid: ofRider.sid,
      outboundParticipantSid: ofDriver.sid,
      inboundResourceSid: parameters['inboundResourceSid'],
    });
    expect(JSON.parse(interaction!.data)).toEqual({ duration: '0' });
    const own = of.sessions(session.sid).interactions(interaction!.sid);
    expect((await own.fetch()).sid).toBe(interaction!.sid);
    expect(await own.remove()).toBe(true);
    expect(await of.sessions(session.sid).interactions.list()).toEqual([]);
    expect(await failureOf(own.fetch())).toMatchObject({ code: 20404 });
  });

  it('gets nothing any more after it was cleared, and is hidden from the event subscriptions', async () => {
    const { service, rider, ofRider } = await setUp({ callbackUrl: server.url('/x') });
    const { body } = await app.get('/v1/event-subscriptions').expect(200);
    expect(body.items).toEqual([]);
    await client.proxy.v1.services(service.sid).update({ callbackUrl: '' });
    await dial(app, rider, ofRider.proxyIdentifier);
    await deliver();
    expect(server.received).toEqual([]);
  });
});

describe('the InterceptCallbackUrl of a service', () => {
  it('blocks a call with 403, and lets it through with anything else', async () => {
    const interceptCallbackUrl = server.url('/intercept');
    const { rider, driver, ofRider, session } = await setUp({ interceptCallbackUrl });
    server.behave = answers(403);
    expectRefusal(await dial(app, rider, ofRider.proxyIdentifier));
    const [question] = server.received;
    await expectSigned(server, account, question!);
    expect(question!.parameters).toMatchObject({
      interactionSessionSid: session.sid,
      inboundParticipantSid: ofRider.sid,
    });
    expect(Object.keys(question!.parameters).filter((name) => name.startsWith('outbound'))).toEqual(
      [],
    );
    for (const status of [200, 204, 301, 404, 500]) {
      server.behave = answers(status);
      expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
    }
    server.behave = (response) => response.destroy();
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
  });
});

describe('the OutOfSessionCallbackUrl of a service', () => {
  const outOfSession = () => setUp({ outOfSessionCallbackUrl: server.url('/unknown') });

  it('creates a session with JSON, and connects the call', async () => {
    const { of, numbers, service } = await outOfSession();
    const [caller, callee] = [newPhone(), newPhone()];
    const uniqueName = randomUUID();
    const body = JSON.stringify({ uniqueName, ttl: 60, participantIdentifier: callee });
    server.behave = answers(200, 'application/json; charset=utf-8', body);
    expect(connectedTo(await dial(app, caller, numbers[0]))).toBe(callee);
    const [question] = server.received;
    await expectSigned(server, account, question!);
    expect(question!.parameters).toMatchObject({
      AccountSid: account.accountSid,
      From: caller,
      To: numbers[0],
      Direction: 'inbound',
    });
    const session = await of.sessions(uniqueName).fetch();
    expect(session).toMatchObject({ ttl: 60, serviceSid: service.sid });
    const participants = await of.sessions(uniqueName).participants.list();
    expect(new Set(participants.map(({ identifier }) => identifier))).toEqual(
      new Set([caller, callee]),
    );
  });

  it('is not asked about a caller with a session', async () => {
    const { rider, driver, ofRider } = await outOfSession();
    expect(connectedTo(await dial(app, rider, ofRider.proxyIdentifier))).toBe(driver);
    expect(server.received).toEqual([]);
  });

  it('plays, refuses or dials with TwiML, and refuses what it does not know', async () => {
    const { numbers } = await outOfSession();
    const call = async (body: string) => {
      server.behave = answers(200, 'text/xml', `<?xml version="1.0"?><Response>${body}</Response>`);
      return (await dial(app, newPhone(), numbers[0])).callflow;
    };
    const [say, end] = await call('<Say>Call the desk</Say><Hangup/>');
    expect(say).toMatchObject({ action: 'say', params: { text: 'Call the desk' } });
    expect(end).toMatchObject({ action: 'hangup' });
    const [play] = await call('<Play>https://acme.example/closed.mp3</Play>');
    expect(play).toMatchObject({
      action: 'playFile',
      params: { fileUrl: 'https://acme.example/closed.mp3' },
    });
    const desk = newPhone();
    const [makeCall] = await call(`<Dial>${desk}</Dial>`);
    expect(makeCall).toMatchObject({ action: 'makeCall', params: { destination: desk } });
    for (const body of ['<Reject/>', '<Enqueue>x</Enqueue>', '<Dial>12</Dial>', '<Gather/>']) {
      const callflow = await call(body);
      expect(callflow.map(({ action }) => action)).toEqual(['say', 'hangup']);
    }
  });

  it('connects nobody with an invalid answer, or none', async () => {
    const { of, numbers } = await outOfSession();
    const before = (await of.sessions.list()).length;
    for (const behave of [
      answers(500),
      answers(403),
      answers(200, 'application/json', '{}'),
      answers(200, 'application/json', '{"participantIdentifier":"12"}'),
      answers(200, 'application/json', 'not json'),
      answers(200, 'image/png', 'x'),
      (response: ServerResponse) => void response.destroy(),
    ]) {
      server.behave = behave;
      const answer = await dial(app, newPhone(), numbers[0]);
      expect(connectedTo(answer)).toBeUndefined();
    }
    expect(await of.sessions.list()).toHaveLength(before);
  });

  it('masks the caller for an account that may not reveal numbers', async () => {
    const { service, numbers } = await createService(client);
    const scopes = ['pools:read', 'pools:write'];
    const blind = await createTwilioAccount(app, { scopes });
    const other = clientOf(await twilioPackage(6, 'ESM'), blind, app.url);
    await other.proxy.v1
      .services(service.sid)
      .update({ outOfSessionCallbackUrl: server.url('/unknown') });
    const caller = newPhone();
    await dial(app, caller, numbers[0]);
    const [question] = server.received;
    expect(question!.parameters['From']).toBe(`+65••••${caller.slice(-4)}`);
  });

  it('does not hold a caller who withholds the number against the service', async () => {
    const { numbers } = await outOfSession();
    const body = JSON.stringify({ participantIdentifier: newPhone() });
    server.behave = answers(200, 'application/json', body);
    const message = callReceived('anonymous', numbers[0]);
    const { body: answer } = await app.webhook('call-action', message).expect(200);
    expect(connectedTo(answer)).toBeUndefined();
  });
});
