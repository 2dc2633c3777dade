import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Twilio } from 'twilio-6';
import type { NewTwilioAccountResponse } from '../../src/twilio-proxy/accounts/twilio-account.mapper.js';
import { startApp, type TestApp } from '../support/app.js';
import { connectedTo, dial, newPhone, newVirtualNumber } from '../support/scenario.js';
import {
  clientOf,
  createService,
  createTwilioAccount,
  failureOf,
  MAJORS,
  MODULE_FORMS,
  twilioPackage,
} from '../support/twilio.js';

let app: TestApp;
let account: NewTwilioAccountResponse;
beforeAll(async () => {
  app = await startApp();
  account = await createTwilioAccount(app);
});
afterAll(() => app.stop());

const PACKAGES = MAJORS.flatMap((major) => MODULE_FORMS.map((form) => ({ major, form })));

describe.each(PACKAGES)('the unmodified twilio package $major as $form', ({ major, form }) => {
  let client: Twilio;
  beforeAll(async () => {
    client = clientOf(await twilioPackage(major, form), account, app.url);
  });

  it('creates, reads, changes and deletes a service', async () => {
    const uniqueName = `rides-${randomUUID().slice(0, 8)}`;
    const service = await client.proxy.v1.services.create({
      uniqueName,
      defaultTtl: 3600,
      geoMatchLevel: 'area-code',
      numberSelectionBehavior: 'avoid-sticky',
    });
    expect(service.sid).toMatch(/^KS[0-9a-f]{32}$/);
    expect(service).toMatchObject({
      uniqueName,
      accountSid: account.accountSid,
      defaultTtl: 3600,
      geoMatchLevel: 'area-code',
      numberSelectionBehavior: 'avoid-sticky',
      callbackUrl: null,
      chatInstanceSid: null,
    });
    expect(service.dateCreated).toBeInstanceOf(Date);
    expect(service.url).toBe(`${app.url}/twilio/v1/Services/${service.sid}`);
    const fetched = await client.proxy.v1.services(service.sid).fetch();
    expect(fetched.toJSON()).toEqual(service.toJSON());
    const updated = await client.proxy.v1.services(service.sid).update({
      defaultTtl: 0,
      numberSelectionBehavior: 'prefer-sticky',
      callbackUrl: 'https://acme.example/twilio',
    });
    expect(updated).toMatchObject({
      uniqueName,
      defaultTtl: 0,
      numberSelectionBehavior: 'prefer-sticky',
      geoMatchLevel: 'area-code',
      callbackUrl: 'https://acme.example/twilio',
    });
    expect((await client.proxy.v1.services.list()).map(({ sid }) => sid)).toContain(service.sid);
    expect(await client.proxy.v1.services(service.sid).remove()).toBe(true);
    const failure = await failureOf(client.proxy.v1.services(service.sid).fetch());
    expect(failure).toMatchObject({ status: 404, code: 20404 });
    expect((await client.proxy.v1.services.create({ uniqueName })).uniqueName).toBe(uniqueName);
  });

  it('adds, reserves and removes phone numbers', async () => {
    const { of, numbers } = await createService(client);
    const list = await of.phoneNumbers.list();
    expect(list.map(({ phoneNumber }) => phoneNumber)).toEqual(numbers.toReversed());
    const [first] = list;
    expect(first).toMatchObject({ isReserved: false, inUse: 0, isoCountry: 'SG' });
    expect(first!.sid).toMatch(/^PN[0-9a-f]{32}$/);
    const reserved = await of.phoneNumbers(first!.sid).update({ isReserved: true });
    expect(reserved.isReserved).toBe(true);
    expect(await of.phoneNumbers(first!.sid).remove()).toBe(true);
    expect(await of.phoneNumbers.list()).toHaveLength(1);
    const again = await of.phoneNumbers.create({ sid: first!.sid });
    expect(again).toMatchObject({ sid: first!.sid, phoneNumber: first!.phoneNumber });
  });

  it('creates a session with participants, who reach each other and see proxy numbers', async () => {
    const { of } = await createService(client);
    const [rider, driver] = [newPhone(), newPhone()];
    const session = await of.sessions.create({
      uniqueName: randomUUID(),
      mode: 'voice-only',
      participants: [
        { Identifier: rider, FriendlyName: 'rider' },
        { identifier: driver, friendly_name: 'driver' },
      ] as object[],
    });
    expect(session).toMatchObject({ status: 'open', mode: 'voice-only', ttl: 0 });
    expect(session.sid).toMatch(/^KC[0-9a-f]{32}$/);
    const participants = await of.sessions(session.sid).participants.list();
    const byName = new Map(participants.map((one) => [one.friendlyName, one]));
    const [ofRider, ofDriver] = [byName.get('rider')!, byName.get('driver')!];
    expect(ofRider).toMatchObject({ identifier: rider, sessionSid: session.sid });
    expect(ofRider.sid).toMatch(/^KP[0-9a-f]{32}$/);
    const answer = await dial(app, rider, ofRider.proxyIdentifier);
    expect(connectedTo(answer)).toBe(driver);
    const call = answer.callflow.find(({ action }) => action === 'makeCall');
    expect(call?.params?.['source']).toBe(ofDriver.proxyIdentifier);
    expect(connectedTo(await dial(app, driver, ofDriver.proxyIdentifier))).toBe(rider);
    expect(await of.sessions(session.sid).fetch()).toMatchObject({ status: 'in-progress' });
  });

  it('adds participants one after another, removes one, and never lets it come back', async () => {
    const { of } = await createService(client);
    const session = await of.sessions.create({ uniqueName: randomUUID() });
    const own = of.sessions(session.sid);
    const [rider, driver] = [newPhone(), newPhone()];
    const first = await own.participants.create({ identifier: rider, friendlyName: 'rider' });
    expect(connectedTo(await dial(app, rider, first.proxyIdentifier))).toBeUndefined();
    const second = await own.participants.create({ identifier: driver });
    expect(await own.participants.list()).toHaveLength(2);
    expect(connectedTo(await dial(app, rider, first.proxyIdentifier))).toBe(driver);
    expect(await own.participants(second.sid).remove()).toBe(true);
    expect(connectedTo(await dial(app, rider, first.proxyIdentifier))).toBeUndefined();
    expect(await own.participants(first.sid).fetch()).toMatchObject({
      identifier: rider,
      proxyIdentifier: first.proxyIdentifier,
      proxyIdentifierSid: first.proxyIdentifierSid,
      friendlyName: 'rider',
    });
    expect(await failureOf(own.participants(second.sid).fetch())).toMatchObject({ code: 20404 });
    const back = await failureOf(own.participants.create({ identifier: driver }));
    expect(back).toMatchObject({ status: 400, code: 80612 });
    const other = await own.participants.create({ identifier: newPhone() });
    expect(await own.participants(other.sid).remove()).toBe(true);
    expect(await own.participants(first.sid).remove()).toBe(true);
    expect(await own.participants.list()).toEqual([]);
    expect(await own.fetch()).toMatchObject({ status: 'in-progress' });
    await own.participants.create({ identifier: newPhone() });
    expect(await own.participants.list()).toHaveLength(1);
  });

  it('changes, closes and reopens a session, and finds it by its unique name', async () => {
    const { of } = await createService(client, { defaultTtl: 600 });
    const uniqueName = randomUUID();
    const [rider, driver] = [newPhone(), newPhone()];
    const session = await of.sessions.create({
      uniqueName,
      participants: [{ Identifier: rider }, { Identifier: driver }] as object[],
    });
    expect(session.ttl).toBe(600);
    const own = of.sessions(uniqueName);
    expect(await own.fetch()).toMatchObject({ sid: session.sid, uniqueName });
    expect(await own.update({ ttl: 1200 })).toMatchObject({ ttl: 1200, status: 'open' });
    const dateExpiry = new Date(Date.now() + 86_400_000);
    dateExpiry.setUTCMilliseconds(0);
    const dated = await own.update({ dateExpiry });
    expect(dated.dateExpiry).toEqual(dateExpiry);
    const [, first] = await own.participants.list();
    expect(await own.update({ status: 'closed' })).toMatchObject({
      status: 'closed',
      closedReason: 'api',
    });
    const { dateEnded } = await own.fetch();
    expect(dateEnded).toBeInstanceOf(Date);
    const { proxyIdentifier } = first!;
    expect(connectedTo(await dial(app, rider, proxyIdentifier))).toBeUndefined();
    const late = await failureOf(own.participants.create({ identifier: newPhone() }));
    expect(late).toMatchObject({ status: 400, code: 80607 });
    expect(await own.update({ status: 'in-progress' })).toMatchObject({ status: 'in-progress' });
    expect(connectedTo(await dial(app, rider, proxyIdentifier))).toBe(driver);
    expect(await own.remove()).toBe(true);
    expect(connectedTo(await dial(app, rider, proxyIdentifier))).toBeUndefined();
    expect(await failureOf(own.fetch())).toMatchObject({ status: 404, code: 80308 });
    expect(await failureOf(of.sessions(session.sid).fetch())).toMatchObject({ code: 20404 });
  });

  it('lists 250 sessions over pages, each of them once', async () => {
    const { of } = await createService(client, { numbers: 0 });
    const created = new Set<string>();
    for (let begun = 0; begun < 250; begun += 25) {
      const some = await Promise.all(
        Array.from({ length: 25 }, () => of.sessions.create({ uniqueName: randomUUID() })),
      );
      for (const { sid } of some) created.add(sid);
    }
    const listed = await of.sessions.list();
    expect(listed).toHaveLength(250);
    expect(new Set(listed.map(({ sid }) => sid))).toEqual(created);
    expect(await of.sessions.list({ pageSize: 30 })).toHaveLength(250);
    expect(await of.sessions.list({ limit: 120 })).toHaveLength(120);
    expect(await of.sessions.list({ limit: 5000 })).toHaveLength(250);
    const seen: string[] = [];
    await new Promise<void>((resolve, reject) => {
      of.sessions.each({
        pageSize: 100,
        callback: ({ sid }) => void seen.push(sid),
        done: (error?: Error) => (error ? reject(error) : resolve()),
      });
    });
    expect(seen).toEqual(listed.map(({ sid }) => sid));
    const page = await of.sessions.page({ pageSize: 100 });
    const next = await page.nextPage();
    const back = await next!.previousPage();
    expect(back!.instances.map(({ sid }) => sid)).toEqual(page.instances.map(({ sid }) => sid));
    expect(page.previousPageUrl ?? undefined).toBeUndefined();
  });

  it('gets an error of Twilio with code, status, message and a link', async () => {
    const failure = await failureOf(client.proxy.v1.services(`KS${'0'.repeat(32)}`).fetch());
    expect(failure).toMatchObject({
      status: 404,
      code: 20404,
      message: expect.stringContaining('was not found') as string,
      moreInfo: 'https://www.twilio.com/docs/errors/20404',
    });
    const stranger = { ...account, authToken: 'f'.repeat(32) };
    const other = clientOf(await twilioPackage(major, form), stranger, app.url);
    const refused = await failureOf(other.proxy.v1.services.list());
    expect(refused).toMatchObject({ status: 401, code: 20003, message: 'Authenticate' });
  });
});

/** Repeats a request that the service was too busy to answer, as its error says. */
async function untilAnswered<Result>(send: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (![20503, 80623].includes((error as { code: number }).code)) throw error;
    }
  }
}

describe('200 participants at once on few numbers', () => {
  it('never give one identifier the same proxy number in two active sessions', async () => {
    const client = clientOf(await twilioPackage(6, 'ESM'), account, app.url);
    const { of, numbers } = await createService(client, { numbers: 3 });
    const people = Array.from({ length: 10 }, newPhone);
    const sessions = await Promise.all(
      Array.from({ length: 100 }, () => of.sessions.create({ uniqueName: randomUUID() })),
    );
    const settled = await Promise.allSettled(
      sessions.flatMap(({ sid }, at) =>
        [people[at % 10]!, people[(at * 3 + 1) % 10]!].map(async (identifier) => ({
          identifier,
          participant: await untilAnswered(() =>
            of.sessions(sid).participants.create({ identifier }),
          ),
        })),
      ),
    );
    const codes = settled.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code: number }).code] : [],
    );
    const lists = await Promise.all(
      sessions.map(({ sid }) => untilAnswered(() => of.sessions(sid).participants.list())),
    );
    const pairs = lists
      .flat()
      .map(({ identifier, proxyIdentifier }) => `${identifier} ${proxyIdentifier}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    // Each person can have each number once.
    expect(pairs).toHaveLength(people.length * numbers.length);
    // A request that was sent again may have taken effect the first time: 80103.
    expect(codes.filter((code) => code !== 80103).every((code) => code === 80208)).toBe(true);
    expect(codes).toContain(80208);
  });
});

/** Every error of the contract that a request can get. */
describe('each error of Twilio', () => {
  let client: Twilio;
  beforeAll(async () => {
    client = clientOf(await twilioPackage(6, 'ESM'), account, app.url);
  });
  const expectFailure = async (running: Promise<unknown>, status: number, code: number) => {
    const failure = await failureOf(running);
    expect(failure).toMatchObject({ status, code });
    expect(failure.message).toMatch(/\w{3}/);
    expect(failure.moreInfo).toBe(`https://www.twilio.com/docs/errors/${code}`);
  };
  const pair = () => [{ Identifier: newPhone() }, { Identifier: newPhone() }] as object[];

  it('80101, 80104: the number is in another service, or in this one already', async () => {
    expect.hasAssertions();
    const [one, other] = [await createService(client), await createService(client)];
    const phoneNumber = one.numbers[0]!;
    await expectFailure(one.of.phoneNumbers.create({ phoneNumber }), 400, 80104);
    await expectFailure(other.of.phoneNumbers.create({ phoneNumber }), 400, 80101);
    await expectFailure(other.of.phoneNumbers.create({ phoneNumber: '+123' }), 400, 20001);
    await expectFailure(other.of.phoneNumbers.create(), 400, 20001);
  });

  it('80103, 80609: the participant is in the session, and a session has two', async () => {
    expect.hasAssertions();
    const { of } = await createService(client);
    const { sid } = await of.sessions.create({ uniqueName: randomUUID() });
    const identifier = newPhone();
    await of.sessions(sid).participants.create({ identifier });
    await expectFailure(of.sessions(sid).participants.create({ identifier }), 400, 80103);
    await of.sessions(sid).participants.create({ identifier: newPhone() });
    await expectFailure(
      of.sessions(sid).participants.create({ identifier: newPhone() }),
      400,
      80609,
    );
    await expectFailure(of.sessions(sid).participants.create({ identifier }), 400, 80609);
    const participants = [...pair(), { Identifier: newPhone() }];
    await expectFailure(of.sessions.create({ participants }), 400, 80609);
    const twice = [{ Identifier: identifier }, { Identifier: identifier }] as object[];
    await expectFailure(of.sessions.create({ participants: twice }), 400, 80103);
  });

  it('80203, 80206, 80207, 80208: no proxy number is left', async () => {
    const { of, numbers } = await createService(client, { numbers: 1 });
    const identifier = newPhone();
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(() => of.sessions.create({ uniqueName: randomUUID() })),
    );
    await of.sessions(first!.sid).participants.create({ identifier });
    await expectFailure(of.sessions(second!.sid).participants.create({ identifier }), 400, 80208);
    const abroad = of.sessions(third!.sid).participants.create({ identifier: '+447400123456' });
    await expectFailure(abroad, 400, 80203);
    const [number] = await of.phoneNumbers.list();
    await of.phoneNumbers(number!.sid).update({ isReserved: true });
    const late = of.sessions(third!.sid).participants.create({ identifier: newPhone() });
    await expectFailure(late, 400, 80207);
    const named = await of.sessions(third!.sid).participants.create({
      identifier: newPhone(),
      proxyIdentifier: numbers[0]!,
    });
    expect(named.proxyIdentifier).toBe(numbers[0]);
    const none = await createService(client, { numbers: 0 });
    await expectFailure(none.of.sessions.create({ participants: pair() }), 400, 80206);
    expect(await none.of.sessions.list()).toEqual([]);
  });

  it('80301, 80604: the wanted proxy number is not in the service, or in use', async () => {
    expect.hasAssertions();
    const { of, numbers } = await createService(client);
    const identifier = newPhone();
    const [first, second] = await Promise.all(
      [1, 2].map(() => of.sessions.create({ uniqueName: randomUUID() })),
    );
    const proxyIdentifier = numbers[0]!;
    await of.sessions(first!.sid).participants.create({ identifier, proxyIdentifier });
    const other = of.sessions(second!.sid).participants;
    await expectFailure(other.create({ identifier, proxyIdentifier }), 400, 80604);
    const unknown = newVirtualNumber();
    await expectFailure(other.create({ identifier, proxyIdentifier: unknown }), 404, 80301);
    const proxyIdentifierSid = `PN${'a'.repeat(32)}`;
    await expectFailure(other.create({ identifier, proxyIdentifierSid }), 404, 80301);
  });

  it('80604: on reopening, the number has been given to the participant in another session', async () => {
    const { of, service } = await createService(client, { numbers: 1 });
    await app
      .patch(`/v1/pools/${service.uniqueName}`, { policy: { cooldownSeconds: 0 } })
      .expect(200);
    const identifier = newPhone();
    const participants = [{ Identifier: identifier }] as object[];
    const first = await of.sessions.create({ participants });
    await of.sessions(first.sid).update({ status: 'closed' });
    const second = await of.sessions.create({ participants });
    const reopening = of.sessions(first.sid).update({ status: 'in-progress' });
    await expectFailure(reopening, 400, 80604);
    await of.sessions(second.sid).remove();
    expect(await of.sessions(first.sid).update({ status: 'in-progress' })).toMatchObject({
      status: 'in-progress',
    });
  });

  it('80404: the identifier is no phone number', async () => {
    const { of } = await createService(client);
    const { sid } = await of.sessions.create({ uniqueName: randomUUID() });
    for (const identifier of ['tel', '12345', '+65123', '+6591234567890123']) {
      await expectFailure(of.sessions(sid).participants.create({ identifier }), 400, 80404);
      const participants = [{ Identifier: identifier }] as object[];
      await expectFailure(of.sessions.create({ participants }), 400, 80404);
    }
    await expectFailure(of.sessions(sid).participants.create({ identifier: '' }), 400, 20001);
    expect(await of.sessions.list()).toHaveLength(1);
  });

  it('80602, 80603: the unique name is taken', async () => {
    const { of, service } = await createService(client);
    const { uniqueName } = service;
    await expectFailure(client.proxy.v1.services.create({ uniqueName }), 400, 80602);
    const { of: other } = await createService(client);
    await expectFailure(other.update({ uniqueName }), 400, 80602);
    const name = randomUUID();
    const participants = pair();
    const session = await of.sessions.create({ uniqueName: name, participants });
    const again = await of.sessions.create({ uniqueName: name, participants });
    expect(again.sid).toBe(session.sid);
    await expectFailure(of.sessions.create({ uniqueName: name }), 400, 80603);
    await expectFailure(of.sessions.create({ uniqueName: name, participants: pair() }), 400, 80603);
    await of.sessions(name).update({ status: 'closed' });
    await expectFailure(of.sessions.create({ uniqueName: name, participants }), 400, 80603);
    expect((await other.sessions.create({ uniqueName: name })).uniqueName).toBe(name);
  });

  it('80607, 80608: the session is closed, or cannot change in this way', async () => {
    const { of } = await createService(client);
    const { sid } = await of.sessions.create({ participants: pair() });
    const own = of.sessions(sid);
    await expectFailure(own.update({ status: 'in-progress' }), 400, 80608);
    await expectFailure(own.update({ status: 'failed' }), 400, 80608);
    await own.update({ status: 'closed' });
    expect(await own.update({ status: 'closed' })).toMatchObject({ status: 'closed' });
    await expectFailure(own.update({ status: 'open' }), 400, 80608);
    await expectFailure(own.update({ ttl: 60 }), 400, 80607);
    const [participant] = await own.participants.list();
    await expectFailure(own.participants(participant!.sid).remove(), 400, 80607);
    await expectFailure(of.sessions.create({ status: 'closed' }), 400, 80608);
  });

  it('80611: the number is in active sessions', async () => {
    const { of } = await createService(client, { numbers: 1 });
    const { sid } = await of.sessions.create({ participants: pair() });
    const [number] = await of.phoneNumbers.list();
    expect(number!.inUse).toBe(1);
    await expectFailure(of.phoneNumbers(number!.sid).remove(), 400, 80611);
    await expectFailure(of.remove(), 400, 20001);
    await of.sessions(sid).update({ status: 'closed' });
    expect(await of.phoneNumbers(number!.sid).remove()).toBe(true);
    expect(await of.phoneNumbers.list()).toEqual([]);
  });

  it('20001: a parameter is invalid', async () => {
    expect.hasAssertions();
    const { of } = await createService(client);
    const past = new Date(Date.now() - 1_000);
    await expectFailure(of.sessions.create({ dateExpiry: past }), 400, 20001);
    await expectFailure(of.sessions.create({ ttl: -1 }), 400, 20001);
    await expectFailure(of.sessions.create({ uniqueName: 'x'.repeat(192) }), 400, 20001);
    await expectFailure(of.update({ callbackUrl: 'ftp://acme.example' }), 400, 20001);
    await expectFailure(client.proxy.v1.services.create({ uniqueName: '' }), 400, 20001);
  });

  it('80202, 80910: nobody can send a text', async () => {
    const { of } = await createService(client);
    await expectFailure(of.sessions.create({ mode: 'message-only' }), 400, 80202);
    for (const [mode, code] of [
      ['voice-only', 80910],
      ['voice-and-message', 80202],
    ] as const) {
      const { sid } = await of.sessions.create({ mode, participants: pair() });
      const [participant] = await of.sessions(sid).participants.list();
      const { messageInteractions } = of.sessions(sid).participants(participant!.sid);
      await expectFailure(messageInteractions.create({ body: 'Hello' }), 400, code);
      expect(await messageInteractions.list()).toEqual([]);
    }
  });

  it('80506: an account without a sub-account creates no service, and sees only its pools', async () => {
    const { service } = await createService(client);
    const restricted = await createTwilioAccount(app, {
      subAccountId: undefined,
      pools: [service.uniqueName],
    });
    const other = clientOf(await twilioPackage(6, 'ESM'), restricted, app.url);
    await expectFailure(other.proxy.v1.services.create({ uniqueName: randomUUID() }), 403, 80506);
    expect((await other.proxy.v1.services.list()).map(({ sid }) => sid)).toEqual([service.sid]);
  });
});
