import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { expect } from 'vitest';
import { SUB_ACCOUNT } from '../app.js';
import { messagesOfCall } from '../carrier/call-messages.js';
import type { Sent } from './leak-client.js';
import type { LeakStage } from './leak-stage.js';
import { emptyWorld, pathIn } from './leak-world.js';
import { callReceived } from '../scenario.js';
import { inboundText, receipt, SMS_SUB_ACCOUNT } from '../texts.js';
import { ForwardingService } from '../../../src/messaging/forwarding/forwarding.service.js';
import { CONSOLE_HEADERS, cookieOf } from '../console.js';
import type { HttpRoute } from '../routes.js';
import { deliverAll } from '../servers/webhook-receiver.js';

/**
 * Calls each route successfully, in an order in which each chapter finds what it needs.
 * Routes that only read get a chapter automatically. A test fails if another route has none, because it
 * would not be searched for leaks.
 */
export function leakStory(stage: LeakStage, routes: readonly HttpRoute[], receiverUrl: string) {
  const { app, canaries, client } = stage;
  const rider = canaries.number('the rider');
  const driver = canaries.number('the driver');
  const driverAtHome = canaries.number("the driver's other phone");
  const stranger = canaries.number('a stranger');
  const blocked = canaries.number('a blocked person');
  const world = emptyWorld();

  const ofSession = () => ({ headers: { ...CONSOLE_HEADERS, cookie: world.consoleSession } });

  /** Returns a client's own text with a number in it, which may appear only in these places. */
  const ownText = (field: string, ...places: string[]): string => {
    const allowed = new RegExp(`^(column ${field}$|${places.join('|')})`);
    return `call ${canaries.number(`a number in ${field}`, allowed)}`;
  };
  const bookings = 'answer 20[01] to \\w+ /v1/bookings';
  const callflows =
    'answer 200 to POST /(webhooks/8x8/call-action|v1/(routing|calls/:sessionId)/explain)$';
  const pools = 'answer 20[01] to \\w+ /v1/pools(/:pool)?$';
  const hooks = 'answer 20[01] to \\w+ /v1/pools/:pool/decision-hook';
  const blocks = 'answer 20[01] to \\w+ /v1/blocks';
  const reports = 'answer 200 to GET /v1/bookings/:id/reports$';
  const messages = 'answer 20[02] to \\w+ /v1/(bookings/:id/)?messages';
  const endpoints = 'answer 20[01] to \\w+ /v1/event-subscriptions';

  const send = async (method: string, url: string, sent: Sent = {}, query = ''): Promise<any> => {
    const key = url.startsWith('/twilio/') ? { key: world.twilio } : {};
    const answer: Response = await client.send({ method, url }, `${pathIn(world, url)}${query}`, {
      ...key,
      ...sent,
    });
    expect(answer.status, `${method} ${url}: ${answer.text}`).toBeLessThan(300);
    return answer.body;
  };
  const webhook = (name: string, body: object, shown?: Sent['shown']) =>
    send('POST', `/webhooks/8x8/${name}`, { body, ...(shown && { shown }) });

  const parties = [
    { role: 'rider', phoneNumber: rider },
    { role: 'driver', phoneNumber: driver, alternateNumbers: [driverAtHome] },
  ];
  const book = async (more: object = {}) => {
    const booking = await send('POST', '/v1/bookings', {
      body: { pool: world.pool, reference: randomUUID(), parties, ...more },
      shown: pinsOf,
    });
    world.booking = booking.id;
    world.virtualNumber = booking.virtualNumber;
    pinsOf(booking).forEach((pin, at) => canaries.watchPin(`PIN ${at}`, pin));
    return booking;
  };
  const secretOf = (name: string, answer: any): any => {
    const secret: string = answer.secret ?? answer.key;
    // `mk_live_` and four more characters of a key may be shown.
    canaries.watchSecret(name, secret, secret.startsWith('mk_') ? 'mk_live_'.length + 4 : 0);
    return answer;
  };
  const makeKey = async (name: string, more: object) => {
    const called = ownText(
      'api_key.name',
      'answer 20[01] to (\\w+ /v1/api-keys|GET /v1/audit-events)',
    ).replace('+', '');
    const body = { name: called, scopes: ['pools:read'], ...more };
    return secretOf(
      `an API key (${name})`,
      await send('POST', '/v1/api-keys', { body, shown: ({ key }) => [key] }),
    );
  };
  /** Makes a call from an unknown phone with two PINs: a wrong one, and the rider's. */
  const callWithPin = async (pin: string) => {
    const call = { sessionId: randomUUID() };
    const from = (more: object) =>
      callReceived(stranger, world.virtualNumber, { ...call, ...more });
    let { clientActionId } = await webhook('call-action', from({}));
    for (const dtmf of [canaries.pin('a PIN that nobody has'), pin]) {
      const entered = { callStatus: 'ACTION_COMPLETED', eventData: { dtmf }, clientActionId };
      ({ clientActionId } = await webhook('call-action', from(entered), () => [driver]));
    }
  };

  const twilio = '/twilio/v1/Services';
  const twilioSession = `${twilio}/:service/Sessions/:session`;
  const twilioTexts = `${twilioSession}/Participants/:participant/MessageInteractions`;
  /** Sends a form to Twilio Proxy's API. */
  const form = (url: string, fields: Record<string, string | string[]>): Promise<any> => {
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries(fields)) {
      for (const value of [values].flat()) body.append(name, value);
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return send('POST', url, { body: body.toString(), headers, shown: identifiersOf });
  };
  const twilioChapters: Record<string, () => Promise<unknown>> = {
    'POST /v1/twilio-accounts': async () => {
      const { accountSid, authToken } = await send('POST', '/v1/twilio-accounts', {
        body: {
          name: 'a migration',
          subAccountId: SUB_ACCOUNT,
          smsSubAccountId: SMS_SUB_ACCOUNT,
        },
        shown: (body) => [body.authToken],
      });
      canaries.watchSecret('an auth token of Twilio', authToken, 0);
      world.account = accountSid;
      world.twilio = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    },
    [`POST ${twilio}`]: async () => {
      world.service = (await form(twilio, { UniqueName: 'leak-service' })).sid;
    },
    [`POST ${twilio}/:service`]: () =>
      form(`${twilio}/:service`, { CallbackUrl: 'https://acme.example/twilio' }),
    [`POST ${twilio}/:service/PhoneNumbers`]: async () => {
      for (const PhoneNumber of ['+6568999011', '+6568999012']) {
        world.number = (await form(`${twilio}/:service/PhoneNumbers`, { PhoneNumber })).sid;
      }
    },
    [`POST ${twilio}/:service/PhoneNumbers/:number`]: () =>
      form(`${twilio}/:service/PhoneNumbers/:number`, { IsReserved: 'false' }),
    [`POST ${twilio}/:service/Sessions`]: async () => {
      const sessions = 'answer 20[01] to \\w+ /twilio/v1/Services/:service/Sessions';
      const UniqueName = ownText('twilio_session.unique_name', sessions);
      const FriendlyName = ownText('twilio_participant.friendly_name', sessions);
      const Participants = JSON.stringify({ Identifier: rider, FriendlyName });
      const fields = { UniqueName, Participants };
      world.session = (await form(`${twilio}/:service/Sessions`, fields)).sid;
    },
    [`POST ${twilioSession}`]: () => form(twilioSession, { Ttl: '3600' }),
    [`POST ${twilioSession}/Participants`]: async () => {
      const added = await form(`${twilioSession}/Participants`, { Identifier: driver });
      world.participant = added.sid;
      await webhook('call-action', callReceived(driver, added.proxy_identifier), () => [rider]);
      const { interactions } = await send('GET', `${twilioSession}/Interactions`);
      world.interaction = interactions[0].sid;
    },
    [`POST ${twilioTexts}`]: async () => {
      const place = 'answer 20[01] to \\w+ /twilio/v1/.*Interactions(/:interaction)?$';
      world.twilioText = (await form(twilioTexts, { Body: ownText('message.text', place) })).sid;
    },
  };

  const chapters: Record<string, () => Promise<unknown>> = {
    'POST /v1/pools': () =>
      send('POST', '/v1/pools', {
        body: {
          name: world.pool,
          subAccountId: SUB_ACCOUNT,
          policy: {
            partyPin: true,
            newNumbers: 'enable',
            callRecording: true,
            messages: { ended: { text: ownText('pool.messages', pools, callflows) } },
          },
        },
      }),
    'POST /v1/pools/:pool/sync': () => send('POST', '/v1/pools/:pool/sync'),
    'POST /v1/pools/:pool/numbers': () =>
      // Disabled, because 8x8 does not know the number and could not start a call from it.
      send('POST', '/v1/pools/:pool/numbers', {
        body: { numbers: [{ msisdn: '+6568999001', state: 'disabled' }] },
      }),
    'PATCH /v1/pools/:pool': () =>
      send('PATCH', '/v1/pools/:pool', { body: { policy: { graceSeconds: 60 } } }),
    'POST /v1/pools/:pool/decision-hook': async () => {
      const url = `${receiverUrl}?${ownText('decision_hook.url', hooks)}`;
      const body = { url, onFailure: 'connect' };
      secretOf(
        'a secret of a hook',
        await send('POST', '/v1/pools/:pool/decision-hook', {
          body,
          shown: ({ secret }: any) => [secret],
        }),
      );
    },
    'POST /v1/pools/:pool/decision-hook/rotate-secret': async () =>
      secretOf(
        'a rotated secret of a hook',
        await send('POST', '/v1/pools/:pool/decision-hook/rotate-secret', {
          shown: ({ secret }: any) => [secret],
        }),
      ),
    'PATCH /v1/pools/:pool/decision-hook': () =>
      send('PATCH', '/v1/pools/:pool/decision-hook', { body: { unknownCallers: true } }),
    'POST /v1/event-subscriptions': async () => {
      const url = `${receiverUrl}?${ownText('event_subscription.url', endpoints)}`;
      const sent = { body: { url }, shown: ({ secret }: any) => [secret] };
      world.endpoint = secretOf('a secret', await send('POST', '/v1/event-subscriptions', sent)).id;
    },
    'POST /v1/event-subscriptions/:id/rotate-secret': async () =>
      secretOf(
        'a rotated secret',
        await send('POST', '/v1/event-subscriptions/:id/rotate-secret', {
          shown: ({ secret }) => [secret],
        }),
      ),
    'PATCH /v1/event-subscriptions/:id': () =>
      send('PATCH', '/v1/event-subscriptions/:id', {
        body: { description: ownText('event_subscription.description', endpoints) },
      }),
    'POST /v1/api-keys': async () => {
      world.key = (await makeKey('a test', {})).id;
      world.fewScopes = `Bearer ${(await makeKey('few scopes', { scopes: ['audit:read'] })).key}`;
      world.usedUp = `Bearer ${(await makeKey('few requests', { rateLimitPerMinute: 1 })).key}`;
    },
    'POST /v1/api-keys/:id/rotate': async () =>
      secretOf(
        'a rotated API key',
        await send('POST', '/v1/api-keys/:id/rotate', { shown: ({ key }) => [key] }),
      ),
    'POST /v1/bookings': async () => {
      const booking = await book({
        reference: ownText(
          'booking.reference',
          'column outbox_event.payload$',
          'delivery$',
          bookings,
          'answer 20[02] to \\w+ /v1/events',
          'answer 200 to POST /v1/exports$',
        ),
        metadata: { note: ownText('booking.metadata', bookings) },
        announcement: { text: ownText('booking.announcement', bookings, callflows) },
      });
      await callWithPin(booking.parties[0].pin);
    },
    'POST /v1/bookings/batch': () => {
      const phoneNumber = canaries.number('a rider of a batch');
      const [, other] = parties;
      const booking = { pool: world.pool, reference: randomUUID() };
      const ofBatch = [{ role: 'rider', phoneNumber }, other];
      return send('POST', '/v1/bookings/batch', {
        body: {
          bookings: [
            { ...booking, parties: ofBatch },
            { ...booking, parties: [] },
          ],
        },
        shown: ({ results }: any) => pinsOf(results[0].booking),
      });
    },
    'POST /v1/bookings/search': () =>
      send('POST', '/v1/bookings/search', { body: { phoneNumber: rider } }),
    'GET /v1/bookings.csv': () => send('GET', '/v1/bookings.csv'),
    'GET /v1/bookings/:id': async () => {
      await send('GET', '/v1/bookings/:id', { shown: pinsOf });
      const shown = (body: any) => [...pinsOf(body), rider, driver, driverAtHome];
      const { parties: revealed } = await send(
        'GET',
        '/v1/bookings/:id',
        { shown },
        '?reveal=true',
      );
      // Proves that the searched numbers are really stored.
      expect(revealed[0].phoneNumber).toBe(rider);
    },
    'POST /webhooks/8x8/call-action': async () => {
      const callsOf = messagesOfCall({ rider, driver, virtualNumber: world.virtualNumber });
      world.sessionId = callsOf.sessionId;
      for (const { path, body } of callsOf.messages) await webhook(path, body, () => [driver]);
      await webhook('call-action', callReceived(stranger, '+6568999002'));
      await webhook('call-action', callReceived(null, world.virtualNumber));
      // A dialled number outside the pools could belong to anybody.
      await webhook('call-action', callReceived(rider, stranger));
    },
    'POST /webhooks/8x8/call-status': async () => {
      const { payload } = callReceived(driver, stranger, { callDirection: undefined });
      await webhook('call-status', { payload });
      await webhook('call-status', {
        payload: { ...payload, callStatus: stranger, sessionId: randomUUID() },
      });
      await webhook('call-status', {
        payload: { source: stranger, eventData: { dtmf: canaries.pin('a PIN in a report') } },
      });
    },
    'POST /webhooks/8x8/session-summary': () =>
      webhook('session-summary', {
        payload: {
          sessionId: randomUUID(),
          sessionStatus: stranger,
          lastAction: `from ${stranger}`,
        },
      }),
    'POST /webhooks/8x8/recording': () =>
      webhook('recording', {
        payload: { sessionId: world.sessionId, filePath: `${stranger}.mp3` },
      }),
    'POST /webhooks/8x8/virtual-numbers': () =>
      webhook('virtual-numbers', { payload: { virtualNumbers: [{ msisdn: stranger }] } }),
    'POST /webhooks/8x8/sms': async () => {
      // Whatever people write is secret, and numbers in it are somebody's.
      const body = `${canaries.secret('a text')} ${canaries.number('a number in a text')}`;
      await app.db.query(
        `update pool set sms_sub_account_id = '${SMS_SUB_ACCOUNT}', channels = '{voice,sms}',
                message_retention_hours = 24, message_redaction = 'phone-numbers'`,
      );
      await app.db.query('update virtual_number set can_sms = true');
      const text = inboundText(rider, world.virtualNumber, body);
      await webhook('sms', text);
      await webhook('sms', inboundText(stranger, world.virtualNumber, body));
      await webhook('sms', inboundText(rider, stranger, body));
      await webhook('sms', inboundText(stranger, world.virtualNumber, 'STOP'));
      await webhook('sms', { ...text, payload: { ...text.payload, umid: stranger, body: [body] } });
      await app.nest.get(ForwardingService).run();
      const { rows } = await app.db.query(
        `select id from message where state <> 'refused' and kind = 'text' limit 1`,
      );
      world.message = rows[0].id;
      const sent = {
        umid: randomUUID(),
        clientMessageId: world.message,
        source: stranger,
        destination: driver,
      };
      await webhook('sms', receipt(sent, 'delivered', stranger));
    },
    'GET /v1/messages/:id': async () => {
      const shown = ({ text }: any) => [text];
      const { text } = await send('GET', '/v1/messages/:id', { shown }, '?reveal=true');
      // Proves that the searched text is really stored.
      expect(text).toContain(canaries.secret('a text'));
      await send('GET', '/v1/messages/:id');
    },
    'GET /v1/bookings/:id/messages': async () => {
      const shown = ({ items }: any) => items.flatMap(({ text }: any) => text ?? []);
      await send('GET', '/v1/bookings/:id/messages', { shown }, '?reveal=true');
      await send('GET', '/v1/bookings/:id/messages');
    },
    'GET /v1/messages': async () => {
      await send('GET', '/v1/messages');
      await send('GET', '/v1/messages', { headers: { accept: 'text/csv' } }, '?outcome=refused');
    },
    'GET /v1/stats/messages': () =>
      send('GET', '/v1/stats/messages', {}, '?from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z'),
    'POST /v1/bookings/:id/messages': async () => {
      const text = `${canaries.secret('a text of the company')} ${driver}`;
      const body = { to: 'rider', text, reference: ownText('message.reference', messages) };
      await send('POST', '/v1/bookings/:id/messages', { body });
      await app.nest.get(ForwardingService).run();
    },
    'POST /v1/bookings/:id/calls': () =>
      send('POST', '/v1/bookings/:id/calls', { body: { from: 'rider' } }),
    'PUT /v1/bookings/:id/parties/:role': () =>
      send('PUT', '/v1/bookings/:id/parties/:role', {
        body: { phoneNumber: canaries.number('another driver') },
        shown: pinsOf,
      }),
    'DELETE /v1/bookings/:id/parties/:role': async () => {
      await send('DELETE', '/v1/bookings/:id/parties/:role');
      await send('PUT', '/v1/bookings/:id/parties/:role', {
        body: { phoneNumber: canaries.number('a joining driver') },
        shown: pinsOf,
      });
    },
    'PATCH /v1/bookings/:id': () =>
      send('PATCH', '/v1/bookings/:id', { body: { ttlSeconds: 7200 }, shown: pinsOf }),
    'POST /v1/routing/explain': async () => {
      for (const caller of [rider, stranger]) {
        const body = { virtualNumber: world.virtualNumber, caller };
        await send('POST', '/v1/routing/explain', { body });
      }
    },
    'POST /v1/calls/search': () =>
      send('POST', '/v1/calls/search', { body: { phoneNumber: rider } }),
    'GET /v1/calls': async () => {
      await send('GET', '/v1/calls');
      const { headers } = { headers: { accept: 'text/csv' } };
      await send('GET', '/v1/calls', { headers }, '?limit=1&outcome=refused');
    },
    'GET /v1/calls/:sessionId': async () => {
      await send('GET', '/v1/calls/:sessionId');
      const shown = () => [rider, driver];
      const why = `asked for ${canaries.number('a number in a reason')}`;
      const headers = { 'audit-reason': encodeURIComponent(why) };
      await send('GET', '/v1/calls/:sessionId', { shown, headers }, '?reveal=true');
    },
    'POST /v1/calls/:sessionId/explain': () => send('POST', '/v1/calls/:sessionId/explain'),
    'POST /console/session': async () => {
      const route = { method: 'POST', url: '/console/session' };
      const body = { key: client.keys.admin };
      const answer = await client.send(route, route.url, { body, headers: CONSOLE_HEADERS });
      expect(answer.status).toBe(204);
      world.consoleSession = cookieOf(answer);
    },
    'GET /console/session': () => send('GET', '/console/session', ofSession()),
    'GET /v1/console-sessions': async () => {
      world.signedIn = (await send('GET', '/v1/console-sessions')).items[0].id;
    },
    'DELETE /console/session': () => send('DELETE', '/console/session', ofSession()),
    'DELETE /v1/console-sessions/:id': () => send('DELETE', '/v1/console-sessions/:id'),
    'POST /v1/console-sessions/revoke': () =>
      send('POST', '/v1/console-sessions/revoke', { body: { key: world.key } }),
    'GET /console/assets/:file': async () => {
      const { text } = await client.send({ method: 'GET', url: '/console' }, '/console');
      const [file] = /\/console\/assets\/[\w-]+\.js/.exec(text)!;
      const route = { method: 'GET', url: '/console/assets/:file' };
      expect((await client.send(route, file)).status).toBe(200);
    },
    'GET /docs/assets/:file': async () => {
      const { text } = await client.send({ method: 'GET', url: '/docs' }, '/docs');
      const [file] = /\/docs\/assets\/[\w-]+\.js/.exec(text)!;
      const route = { method: 'GET', url: '/docs/assets/:file' };
      expect((await client.send(route, file)).status).toBe(200);
    },
    'GET /v1/events': async () => {
      await deliverAll(app);
      world.event = (await send('GET', '/v1/events')).items[0].id;
    },
    'POST /v1/events/:id/redeliver': async () => {
      await send('POST', '/v1/events/:id/redeliver');
      await deliverAll(app);
    },
    'GET /v1/stats/calls': () =>
      send('GET', '/v1/stats/calls', {}, '?from=2026-01-01T00:00:00Z&to=2026-01-07T00:00:00Z'),
    'GET /v1/pools/:pool/capacity': () =>
      send('GET', '/v1/pools/:pool/capacity', {}, '?mostHeldA=2&mostHeldB=2'),
    'PATCH /v1/virtual-numbers/:msisdn': () =>
      send('PATCH', '/v1/virtual-numbers/:msisdn', { body: { weight: 2 } }),
    'POST /v1/jobs/:name/run': () => send('POST', '/v1/jobs/:name/run'),
    'POST /v1/jobs/:name/set-aside/retry': () => send('POST', '/v1/jobs/:name/set-aside/retry'),
    'DELETE /v1/pools/:pool/held-sync': () => send('DELETE', '/v1/pools/:pool/held-sync'),
    'DELETE /v1/virtual-numbers/:msisdn': async () => {
      const route = { method: 'DELETE', url: '/v1/virtual-numbers/:msisdn' };
      const { status } = await client.send(route, '/v1/virtual-numbers/+6568999001', {});
      expect(status).toBe(204);
    },
    'POST /v1/pools/:pool/rebalance': () => send('POST', '/v1/pools/:pool/rebalance'),
    'POST /v1/bookings/:id/complete': () =>
      send('POST', '/v1/bookings/:id/complete', { shown: pinsOf }),
    'POST /v1/bookings/:id/reopen': async () => {
      await send('POST', '/v1/bookings/:id/reopen', { shown: pinsOf });
      await send('POST', '/v1/bookings/:id/complete', { shown: pinsOf });
    },
    'POST /v1/bookings/:id/cancel': async () => {
      await book();
      await send('POST', '/v1/bookings/:id/cancel', { shown: pinsOf });
    },
    'POST /v1/bookings/:id/reports': () =>
      send('POST', '/v1/bookings/:id/reports', {
        body: { reportedBy: 'driver', text: ownText('abuse_report.text', reports) },
      }),
    'GET /v1/bookings/:id/reports': async () => {
      await send('GET', '/v1/bookings/:id/reports');
      const { items } = await send('GET', '/v1/bookings/:id/reports', {}, '?reveal=true');
      expect(items[0].text).toMatch(/^call \+/);
    },
    'POST /v1/exports': () =>
      send('POST', '/v1/exports', {
        body: { phoneNumber: rider },
        // What the rider wrote, but no number in it.
        shown: () => [canaries.secret('a text')],
      }),
    'POST /v1/erasures': () =>
      send('POST', '/v1/erasures', { body: { phoneNumber: canaries.number('whom we forget') } }),
    'POST /v1/blocks': async () => {
      const reason = ownText('block.reason', blocks);
      const body = { blocked, blockedFrom: canaries.number('a protected person'), reason };
      world.block = (await send('POST', '/v1/blocks', { body })).id;
    },
    'GET /v1/blocks/:id': async () => {
      await send('GET', '/v1/blocks/:id');
      const shown = (body: any) => [body.blocked, body.blockedFrom];
      const revealed = await send('GET', '/v1/blocks/:id', { shown }, '?reveal=true');
      expect(revealed.blocked).toBe(blocked);
    },
    // Last, because the two are to be booked again afterwards.
    'POST /v1/bookings/:id/blocks': async () => {
      const body = { role: 'rider' };
      const { items } = await send('POST', '/v1/bookings/:id/blocks', { body });
      for (const { id } of items.slice(1)) {
        world.block = id;
        await send('DELETE', '/v1/blocks/:id');
      }
      world.block = items[0].id;
    },
  };
  Object.assign(chapters, twilioChapters);
  /** Chapters for the remaining GET routes. */
  const shownOnPurpose = (body: any) => [...listedPinsOf(body), ...identifiersOf(body)];
  const readings = Object.fromEntries(
    routes
      .filter(({ method, url }) => method === 'GET' && !(`GET ${url}` in chapters))
      .map(({ url }) => [`GET ${url}`, () => send('GET', url, { shown: shownOnPurpose })]),
  );
  const removals = Object.fromEntries(
    [
      '/v1/event-subscriptions/:id',
      '/v1/blocks/:id',
      '/v1/api-keys/:id',
      '/v1/pools/:pool/decision-hook',
      `${twilioSession}/Interactions/:interaction`,
      `${twilioSession}/Participants/:participant`,
      twilioSession,
      `${twilio}/:service/PhoneNumbers/:number`,
      `${twilio}/:service`,
      '/v1/twilio-accounts/:accountSid',
    ].map((url) => [`DELETE ${url}`, () => send('DELETE', url)]),
  );
  return { world, chapters: { ...chapters, ...readings, ...removals }, book: () => book() };
}

const pinsOf = ({ parties }: any): string[] =>
  (parties ?? []).flatMap(({ pin }: { pin?: string }) => pin ?? []);
const listedPinsOf = ({ items }: any): string[] => (items ?? []).flatMap(pinsOf);
/** The identifiers of participants, which Twilio's API shows in full. */
const identifiersOf = ({ identifier, participants }: any): string[] =>
  [identifier, ...(participants ?? []).map((one: any) => one.identifier)].filter(Boolean);
