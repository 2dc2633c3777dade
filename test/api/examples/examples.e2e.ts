import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXAMPLES_FILE } from '../../../tools/openapi/examples.js';
import { DatabaseSettingsError } from '../../../src/platform/database/session-check.js';
import { EightXEightInvalidArgumentError } from '../../../src/eightxeight/index.js';
import { ForwardingService } from '../../../src/messaging/forwarding/forwarding.service.js';
import { EVENT_TYPES } from '../../../src/events/outbox/event-type.js';
import { Simulator } from '../../../tools/simulator/index.js';
import { startApp, type TestApp } from '../../support/app.js';
import { signIn } from '../../support/console.js';
import { JOBS_ON_REQUEST, runJob } from '../../support/job-runs.js';
import { EIGHTXEIGHT_KEY } from '../../support/carrier/platform.js';
import { newPhone } from '../../support/scenario.js';
import { respond, SmsEndpoint } from '../../support/carrier/sms-endpoint.js';
import {
  deliverAll,
  subscribe,
  TO_LOOPBACK,
  WebhookReceiver,
} from '../../support/servers/webhook-receiver.js';
import {
  DRIVER,
  messagesOfCall,
  messagesOfText,
  oneIsUnhealthy,
  RIDER,
  SMS_SUB_ACCOUNT_ID,
  SUB_ACCOUNT_ID,
  VIRTUAL_NUMBER,
} from './carrier-messages.js';
import { ExampleRecorder } from './example-recorder.js';
import { StableValues } from './stable-values.js';

/**
 * Records the examples of the OpenAPI document: a story that uses each operation of the application.
 * `RECORD_EXAMPLES=1` writes `tools/openapi/examples.json`; otherwise the responses must equal the file. All
 * phone numbers are fictitious.
 */
const stable = new StableValues();
const OTHER_NUMBER = '+6568332049';
const [RIDE, ELSEWHERE] = [{ pool: 'rides' }, { pool: 'deliveries' }];
const PARTIES = [
  { role: 'rider', phoneNumber: RIDER },
  { role: 'driver', phoneNumber: DRIVER },
];

let app: TestApp;
let simulator: Simulator;
let eightXEightSms: SmsEndpoint;
let receiver: WebhookReceiver;
let recorder: ExampleRecorder;
let record: ExampleRecorder['record'];
let refuse: ExampleRecorder['refuse'];
/** Ids that later parts of the story need. */
const id = { booking: '', second: '', endpoint: '', heldSync: '' };
const booking = () => ({ path: { id: id.booking } });

beforeAll(async () => {
  simulator = new Simulator({
    subAccountId: SUB_ACCOUNT_ID,
    apiKey: EIGHTXEIGHT_KEY,
    numbers: [VIRTUAL_NUMBER, OTHER_NUMBER].map((msisdn) => ({ msisdn, countryCode: 'SG' })),
    timeScale: 10_000,
  });
  eightXEightSms = await SmsEndpoint.start();
  app = await startApp({
    ...JOBS_ON_REQUEST,
    JOBS: 'off',
    ...TO_LOOPBACK,
    EIGHTXEIGHT_BASE_URL: await simulator.listen(),
    EIGHTXEIGHT_SMS_BASE_URL: eightXEightSms.url,
    EIGHTXEIGHT_API_KEY: EIGHTXEIGHT_KEY,
  });
  receiver = await WebhookReceiver.start();
  recorder = new ExampleRecorder(app);
  record = recorder.record.bind(recorder);
  refuse = recorder.refuse.bind(recorder);
  stable.set(receiver.url, 'https://rides.acme.example/maskline');
  // Call events are emitted only if a subscription wants them.
  ({ id: id.endpoint } = await subscribe(app, receiver));
  stable.set(id.endpoint, '019ab1f4-7b1d-7a5e-9c42-1d2e3f405162');
});
afterAll(async () => {
  await simulator.close();
  await receiver.close();
  await app.stop();
  await eightXEightSms.close();
});

/** Creates a booking that no example shows. */
async function book(reference: string, more: object = {}): Promise<string> {
  const parties = PARTIES.map(({ role }) => ({ role, phoneNumber: newPhone() }));
  const body = { ...RIDE, reference, parties, virtualNumber: VIRTUAL_NUMBER, ...more };
  return (await app.post('/v1/bookings', body).expect(201)).body.id as string;
}

const setOtherNumber = (state: string) =>
  app.patch(`/v1/virtual-numbers/${OTHER_NUMBER}`, { state }).expect(200);

describe('the recorded examples', () => {
  it('show pools and their numbers', async () => {
    expect.hasAssertions();
    const rides = { name: 'rides', subAccountId: SUB_ACCOUNT_ID, policy: { graceSeconds: 1800 } };
    await record('rides', 'POST /v1/pools', 201, { body: rides });
    await record('withAMessage', 'POST /v1/pools', 201, {
      body: {
        name: 'deliveries',
        subAccountId: SUB_ACCOUNT_ID,
        policy: { messages: { ended: { text: 'Your delivery has ended.' } } },
      },
    });
    await refuse('pool-name-taken', 'POST /v1/pools', 409, { body: rides });
    const add = 'POST /v1/pools/{pool}/numbers';
    const one = { body: { numbers: [{ msisdn: VIRTUAL_NUMBER, countryCode: 'SG' }] } };
    await record('one', add, 201, { path: RIDE, ...one });
    await record('withEverything', add, 201, {
      path: RIDE,
      body: {
        numbers: [
          {
            msisdn: VIRTUAL_NUMBER,
            countryCode: 'SG',
            referenceId: 'vn-1001',
            numberType: 'LOCAL',
            operationalStatus: 'Active',
            state: 'enabled',
            weight: 2,
            maxActiveBookings: 50,
            reserved: false,
          },
        ],
      },
    });
    await refuse('virtual-number-taken', add, 409, { path: ELSEWHERE, ...one });
    await app.post('/v1/pools/rides/numbers', { numbers: [{ msisdn: OTHER_NUMBER }] }).expect(201);
    await record('all', 'GET /v1/pools', 200);
    await record('rides', 'GET /v1/pools/{pool}', 200, { path: RIDE });
    await refuse('pool-not-found', 'GET /v1/pools/{pool}', 404, { path: { pool: 'trips' } });
    await record('fetch the list of 8x8', 'POST /v1/pools/{pool}/sync', 200, {
      path: RIDE,
      body: {},
    });
  });

  it('show policies', async () => {
    expect.hasAssertions();
    const change = 'PATCH /v1/pools/{pool}';
    await record('countries', change, 200, {
      path: RIDE,
      body: { policy: { countryMatch: 'prefer', allowedCountries: ['SG', 'MY'] } },
    });
    await record('message', change, 200, {
      path: RIDE,
      body: { policy: { messages: { ended: { text: 'Your ride has ended.' } } } },
    });
    const voiceProfile = 'en-US-ZiraRUS';
    const messages = {
      ended: { text: 'Your ride has ended.', voiceProfile },
      notAParty: { fileUrl: 'https://rides.acme.example/unknown.mp3', repetition: 2 },
      notStarted: { text: 'Your delivery begins later.' },
      partyMissing: { text: 'Your courier has not been chosen yet.' },
      callsNotAllowed: { text: 'Please wait for a call.' },
      quietHours: { text: 'Please call after eight.' },
      tooManyCalls: { text: 'Please call later.' },
      enterPin: { text: 'Please enter your PIN.', voiceProfile, speed: 0.9 },
      wrongPin: { text: 'That is not your PIN. Please enter it again.' },
      pinRefused: { text: 'Please call from your own phone.' },
      announcement: { text: 'This call may be recorded.' },
    };
    await record('everything', change, 200, {
      path: ELSEWHERE,
      body: {
        policy: {
          bookingTtlSeconds: 7200,
          graceSeconds: 1800,
          cooldownSeconds: 86_400,
          sticky: true,
          avoidLastNumber: false,
          prefixMatch: false,
          numberMode: 'shared',
          maxActiveBookings: 50,
          callRecording: false,
          quietHours: {
            timeZone: 'Asia/Singapore',
            spans: [{ days: ['sun'], from: '22:00', to: '08:00' }],
            exemptRoles: ['courier'],
          },
          recordingRequiresAnnouncement: true,
          messages,
          languages: [
            {
              language: 'ms',
              callingCodes: ['60'],
              voiceProfile,
              messages: { ended: { text: 'Perjalanan anda telah tamat.' } },
            },
          ],
          selection: 'balanced',
          countryMatch: 'prefer',
          allowedCountries: ['SG', 'MY'],
          allowedNumberKinds: ['satellite'],
          maxCallsPerMinute: 10,
          partyPin: true,
          newNumbers: 'approve',
          rebalance: 'full',
          rebalanceTolerance: 0.25,
          maxMovesPerRun: 100,
        },
      },
    });
    await refuse('time-zone-unknown', change, 422, {
      path: ELSEWHERE,
      body: { policy: { quietHours: { timeZone: 'Asia/Nowhere', spans: [] } } },
    });
    await refuse('recording-without-announcement', change, 422, {
      path: RIDE,
      body: { policy: { recordingRequiresAnnouncement: true, callRecording: true } },
    });
    await refuse('voice-unknown', change, 422, {
      path: RIDE,
      body: { policy: { messages: { ended: { text: 'Over.', voiceProfile: 'en-GB-Nobody' } } } },
    });
  });

  it('show a decision hook', async () => {
    expect.hasAssertions();
    const hook = '/v1/pools/{pool}/decision-hook';
    const create = `POST ${hook}`;
    const url = 'https://deliveries.acme.example/decide';
    const body = { url, onFailure: 'connect', unknownCallers: false };
    await refuse('decision-hook-not-found', `GET ${hook}`, 404, { path: ELSEWHERE });
    await refuse('decision-hook-url-refused', create, 422, {
      path: ELSEWHERE,
      body: { ...body, url: 'ftp://acme.example/' },
    });
    await record('askFirst', create, 201, { path: ELSEWHERE, body });
    await refuse('decision-hook-exists', create, 409, { path: ELSEWHERE, body });
    await record('ofDeliveries', `GET ${hook}`, 200, { path: ELSEWHERE });
    await record('alsoUnknownCallers', `PATCH ${hook}`, 200, {
      path: ELSEWHERE,
      body: { url, onFailure: 'refuse', unknownCallers: true },
    });
    await record('ofDeliveries', `POST ${hook}/rotate-secret`, 200, { path: ELSEWHERE });
    await record('ofDeliveries', `DELETE ${hook}`, 204, { path: ELSEWHERE });
  });

  it('show a booking', async () => {
    expect.hasAssertions();
    const { callReceived, pinEntered } = messagesOfCall(stable);
    await record('callReceived', 'POST /webhooks/8x8/call-action', 200, { body: callReceived });
    await record('pinEntered', 'POST /webhooks/8x8/call-action', 200, { body: pinEntered });

    const create = 'POST /v1/bookings';
    const body = { ...RIDE, reference: 'ride-1001', parties: PARTIES };
    // With one number to choose from, every run assigns the same one.
    await setOtherNumber('disabled');
    const { body: created, headers } = await record('ride', create, 201, { body });
    await setOtherNumber('enabled');
    id.booking = stable.set(created.id, '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10');
    await record('ride', create, 200, { body });
    const key = { path: { id: id.booking } };
    await record('ride', 'GET /v1/bookings/{id}', 200, { ...key, query: { reveal: 'false' } });
    await record('active', 'GET /v1/bookings', 200, {
      query: { ...RIDE, reference: 'ride-1001', status: 'active', virtualNumber: VIRTUAL_NUMBER },
    });
    await record('ride', 'GET /v1/bookings.csv', 200, { query: { reference: 'ride-1001' } });
    await record('rider', 'POST /v1/bookings/search', 200, {
      body: {
        phoneNumber: RIDER,
        ...RIDE,
        reference: 'ride-1001',
        status: 'active',
        virtualNumber: VIRTUAL_NUMBER,
        limit: 10,
        cursor: Buffer.from('ffffffff-ffff-7fff-bfff-ffffffffffff').toString('base64url'),
      },
    });
    await record('twoRides', 'POST /v1/bookings/batch', 200, {
      body: {
        bookings: [
          body,
          {
            ...body,
            reference: 'ride-1002',
            parties: [
              { ...PARTIES[0]!, language: 'ms' },
              { ...PARTIES[1]!, role: 'rider' },
            ],
          },
        ],
      },
    });
    const first = await record('rider', 'POST /v1/routing/explain', 200, {
      body: { virtualNumber: VIRTUAL_NUMBER, caller: RIDER },
    });
    expect(first.body).toMatchObject({ decision: 'connect', bookingId: id.booking });

    const [role, other] = [PARTIES[0]!, { ...PARTIES[1]!, role: 'rider' }];
    const parties = [role, other];
    await refuse('same-party-twice', create, 422, { body: { ...body, reference: 'x', parties } });
    await refuse('validation-failed', create, 400, {
      body: { ...body, parties: [{ ...role, role: 'the rider' }, other] },
    });
    const invalid = [{ ...role, phoneNumber: '+65' }, PARTIES[1]!];
    await refuse('phone-number-invalid', create, 422, {
      body: { ...body, reference: 'ride-1002', parties: invalid },
    });
    await refuse('reference-taken', create, 409, {
      body: { ...body, callersAllowed: ['rider'] },
    });
    await refuse('virtual-number-unavailable', create, 409, {
      body: { ...body, reference: 'ride-1002', virtualNumber: VIRTUAL_NUMBER },
    });
    await refuse('precondition-failed', 'PATCH /v1/bookings/{id}', 412, {
      ...key,
      headers: { 'if-match': '"another"' },
      body: { callRecording: true },
    });
    expect(headers['etag']).toBeDefined();
    await refuse('booking-not-found', 'GET /v1/bookings/{id}', 404, {
      path: { id: '019ab1f4-0000-7c1e-9d0b-6a3f4f1f6f10' },
    });
  });

  it('show calls', async () => {
    expect.hasAssertions();
    const call = messagesOfCall(stable);
    const session = { path: { sessionId: call.sessionId } };
    await app.webhook('call-action', call.callReceived).expect(200);
    await record('driverAnswered', 'POST /webhooks/8x8/call-status', 200, {
      body: call.driverAnswered,
    });
    await record('theyTalked', 'POST /webhooks/8x8/session-summary', 200, { body: call.summary() });
    await record('uploaded', 'POST /webhooks/8x8/recording', 200, { body: call.uploaded });
    const missed = messagesOfCall(stable);
    await app.webhook('call-action', missed.callReceived).expect(200);
    await app
      .webhook('session-summary', missed.summary({ callStatus: 'BUSY', callDuration: 0 }))
      .expect(200);
    await record('answered', 'GET /v1/calls/{sessionId}', 200, {
      ...session,
      query: { reveal: 'false' },
    });
    await record('one', 'GET /v1/calls/{sessionId}/recordings', 200, session);
    await record('ofARide', 'GET /v1/bookings/{id}/calls', 200, booking());
    const hour = new Date(new Date().setUTCMinutes(0, 0, 0));
    const from = stable.set(hour.toISOString(), '2026-11-24T00:00:00.000Z');
    const tomorrow = new Date(hour.getTime() + 86_400_000).toISOString();
    const to = stable.set(tomorrow, '2026-11-25T00:00:00.000Z');
    const query = { ...RIDE, from, to };
    await record('asOfNow', 'POST /v1/calls/{sessionId}/explain', 200, session);
    await record('noCalls', 'GET /v1/stats/calls/recent', 200, {
      query: { pool: 'deliveries', minutes: '1' },
    });
    await record('noCalls', 'GET /v1/stats/calls/worst-numbers', 200, {
      query: { pool: 'deliveries' },
    });
    await record('noTexts', 'GET /v1/stats/messages/recent', 200, {
      query: { pool: 'deliveries', minutes: '1' },
    });
    await record('ofThisReplica', 'GET /v1/stats/call-handles', 200);
    await record('byPool', 'GET /v1/stats/calls', 200, { query: { ...query, groupBy: 'pool' } });
    await record('byNumber', 'GET /v1/stats/calls', 200, {
      query: { ...query, groupBy: 'virtualNumber', virtualNumbers: VIRTUAL_NUMBER },
    });
    const answered = { ...query, bookingId: id.booking, outcome: 'answered' };
    await record('answered', 'GET /v1/calls', 200, { query: answered });
    await record('csv', 'GET /v1/calls', 200, { query: answered, headers: { accept: 'text/csv' } });
    const inFuture = stable.set('2126-11-25 00:00:00+00', '2026-11-25 00:00:00+00');
    await record('rider', 'POST /v1/calls/search', 200, {
      body: {
        phoneNumber: RIDER,
        pool: 'rides',
        virtualNumber: VIRTUAL_NUMBER,
        outcome: 'answered',
        from: query.from,
        to: query.to,
        limit: 10,
        cursor: Buffer.from(`${inFuture}|a`).toString('base64url'),
      },
    });

    await refuse('call-not-found', 'GET /v1/calls/{sessionId}', 404, {
      path: { sessionId: '0c1d2e3f-0000-4c6d-8e7f-8091a2b3c4d5' },
    });
    await record('byTheRider', 'POST /v1/bookings/{id}/calls', 202, {
      ...booking(),
      body: { from: 'rider' },
    });
    await simulator.idle();
    const payload = { callStatus: 'CALL_CONNECTED', source: DRIVER };
    await app.webhook('call-status', { eventType: 'CALL_STATUS', payload }).expect(200);
    await record('noSession', 'GET /v1/dead-letters', 200);
  });

  it('show changes of a booking', async () => {
    expect.hasAssertions();
    const change = 'PATCH /v1/bookings/{id}';
    const expiresAt = stable.set(
      new Date(Date.now() + 7_200_000).toISOString(),
      '2026-11-25T10:00:00Z',
    );
    await record('extend', change, 200, { ...booking(), body: { ttlSeconds: 3600 } });
    await record('oneWay', change, 200, { ...booking(), body: { callersAllowed: ['driver'] } });
    await refuse('booking-not-callable', 'POST /v1/bookings/{id}/calls', 409, {
      ...booking(),
      body: { from: 'rider' },
    });
    await record('everything', change, 200, {
      ...booking(),
      body: {
        expiresAt,
        callRecording: true,
        callersAllowed: ['rider', 'driver'],
        announcement: {
          text: 'This call may be recorded.',
          voiceProfile: 'en-US-ZiraRUS',
          repetition: 1,
          speed: 1,
        },
        metadata: { vehicle: 'van' },
      },
    });
    await refuse('unknown-role', change, 422, { ...booking(), body: { callersAllowed: ['cook'] } });
    await refuse('expiry-in-the-past', change, 422, {
      ...booking(),
      body: { expiresAt: '2020-01-01T00:00:00Z' },
    });
    const replace = 'PUT /v1/bookings/{id}/parties/{role}';
    const path = { id: id.booking, role: 'driver' };
    await record('anotherDriver', replace, 200, { path, body: { phoneNumber: '+6598765433' } });
    await record('withTwoPhones', replace, 200, {
      path,
      body: { phoneNumber: '+6598765433', alternateNumbers: ['+6598765434'], language: 'ms' },
    });
    await refuse('phone-number-repeated', replace, 422, {
      path,
      body: { phoneNumber: '+6598765433', alternateNumbers: ['+6598765433'] },
    });
    await refuse('party-not-found', replace, 404, {
      path: { ...path, role: 'cook' },
      body: { phoneNumber: '+6598765433' },
    });
    const alone = [{ role: 'rider', phoneNumber: '+6591178967', virtualNumber: VIRTUAL_NUMBER }];
    const opened = await record('open', 'POST /v1/bookings', 201, {
      body: { ...RIDE, reference: 'ride-4001', numberMode: 'per-party', parties: alone },
    });
    const joined = { id: opened.body.id, role: 'driver' };
    await record('join', replace, 200, {
      path: joined,
      body: { phoneNumber: '+6598765435', virtualNumber: VIRTUAL_NUMBER },
    });
    await record('driver', 'DELETE /v1/bookings/{id}/parties/{role}', 200, { path: joined });
    await refuse('last-party', 'DELETE /v1/bookings/{id}/parties/{role}', 409, {
      path: { ...joined, role: 'rider' },
    });
    await refuse('number-mode-mismatch', replace, 422, {
      path,
      body: { phoneNumber: '+6598765433', virtualNumber: VIRTUAL_NUMBER },
    });
    await app.post(`/v1/bookings/${joined.id}/cancel`).expect(200);
    // A new party that has this number in another booking moves the booking to another number.
    const newcomer = newPhone();
    const parties = [
      { role: 'rider', phoneNumber: newcomer },
      { role: 'driver', phoneNumber: newPhone() },
    ];
    await book('ride-2001', { parties });
    const moved = await book('ride-2002');
    await app.put(`/v1/bookings/${moved}/parties/driver`, { phoneNumber: newcomer }).expect(200);
    // The same pair may have its number again at once.
    await app.put(`/v1/bookings/${id.booking}/parties/driver`, { phoneNumber: DRIVER }).expect(200);
    await record('ride', 'POST /v1/bookings/{id}/cancel', 200, booking());
    await refuse('booking-ended', 'POST /v1/bookings/{id}/complete', 409, booking());

    const create = 'POST /v1/bookings';
    const second = await record('deliveryWithEverything', create, 201, {
      body: {
        ...RIDE,
        reference: 'parcel-77',
        parties: [
          { role: 'courier', phoneNumber: RIDER, alternateNumbers: ['+6591178966'] },
          { role: 'recipient', phoneNumber: DRIVER },
        ],
        ttlSeconds: 7200,
        virtualNumber: VIRTUAL_NUMBER,
        callRecording: true,
        callersAllowed: ['courier'],
        announcement: { text: 'This call may be recorded.' },
        metadata: { parcel: 77 },
      },
    });
    await app.post(`/v1/bookings/${second.body.id}/cancel`).expect(200);
    const third = await record('untilATime', create, 201, {
      body: {
        ...RIDE,
        reference: 'ride-1002',
        parties: PARTIES,
        expiresAt,
        announcement: { fileUrl: 'https://rides.acme.example/welcome.mp3' },
      },
    });
    const ended = { path: { id: third.body.id } };
    await record('ride', 'POST /v1/bookings/{id}/complete', 200, ended);
    const reopen = 'POST /v1/bookings/{id}/reopen';
    await record('forAnHour', reopen, 200, { ...ended, body: { ttlSeconds: 3600 } });
    await app.post(`/v1/bookings/${third.body.id}/complete`).expect(200);
    await record('untilATime', reopen, 200, {
      ...ended,
      body: { expiresAt, maxExpiresAt: stable.at(86_400) },
    });
    await app.post(`/v1/bookings/${third.body.id}/complete`).expect(200);
    await refuse('booking-ended', reopen, 409, { path: { id: id.booking }, body: {} });
    const lifetime = { startsAt: stable.at(7200), idleTtlSeconds: 1800 };
    const quietHours = [
      {
        role: 'driver',
        timeZone: 'Asia/Singapore',
        spans: [{ days: ['fri', 'sat'], from: '23:30', to: '08:00' }],
        exemptRoles: ['support'],
      },
    ];
    const fourth = await record('laterAndWhileUsed', create, 201, {
      body: {
        ...RIDE,
        reference: 'ride-1004',
        parties: [
          { role: 'rider', phoneNumber: '+6598765436' },
          { role: 'driver', phoneNumber: '+6598765437' },
        ],
        virtualNumber: OTHER_NUMBER,
        ...lifetime,
        maxExpiresAt: stable.at(86_400),
        quietHours,
      },
    });
    const path4 = { path: { id: fourth.body.id } };
    await record('laterAndWhileUsed', change, 200, {
      ...path4,
      body: { ...lifetime, maxExpiresAt: stable.at(90_000), quietHours },
    });
    await refuse('start-after-end', change, 422, {
      ...path4,
      body: { startsAt: stable.at(86_400), expiresAt: stable.at(7200) },
    });
    await app.post(`/v1/bookings/${fourth.body.id}/cancel`).expect(200);
  });

  it('show blocks and abuse reports', async () => {
    expect.hasAssertions();
    const create = 'POST /v1/blocks';
    const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const until = stable.set(inAMonth, '2026-12-26T10:00:00Z');
    const pair = { blocked: RIDER, blockedFrom: DRIVER };
    const everything = { ...RIDE, ...pair, until, reason: 'The driver asked for it.' };
    const { body: made } = await record('untilATime', create, 201, { body: everything });
    await record('untilATime', create, 200, { body: everything });
    await refuse('parties-blocked', 'POST /v1/bookings', 422, {
      body: { ...RIDE, reference: 'ride-1101', parties: PARTIES },
    });
    const { body: everywhere } = await record('fromAnybody', create, 201, {
      body: { blocked: '+6591178971' },
    });
    await refuse('block-end-in-the-past', create, 422, {
      body: { ...pair, until: '2020-01-01T00:00:00Z' },
    });
    await record('ofAPool', 'GET /v1/blocks', 200, { query: RIDE });
    const one = { path: { id: made.id } };
    await record('one', 'GET /v1/blocks/{id}', 200, { ...one, query: { reveal: 'false' } });
    await record('one', 'DELETE /v1/blocks/{id}', 204, one);
    await refuse('block-not-found', 'GET /v1/blocks/{id}', 404, one);
    await app.delete(`/v1/blocks/${everywhere.id}`).expect(204);

    const parties = [
      { role: 'rider', phoneNumber: '+6591178970' },
      { role: 'driver', phoneNumber: '+6598765470' },
    ];
    const path = { id: await book('ride-1102', { parties }) };
    await record('theRider', 'POST /v1/bookings/{id}/blocks', 201, {
      path,
      body: { role: 'rider', everyPool: true, until, reason: 'The driver asked for it.' },
    });
    const reports = '/v1/bookings/{id}/reports';
    await record('byTheDriver', `POST ${reports}`, 201, {
      path,
      body: { reportedBy: 'driver', text: 'The rider called ten times after the ride.' },
    });
    await record('withTexts', `GET ${reports}`, 200, { path, query: { reveal: 'true' } });
  });

  it('show API keys', async () => {
    expect.hasAssertions();
    const create = 'POST /v1/api-keys';
    const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const expiresAt = stable.set(inAMonth, '2026-12-25T10:00:00Z');
    const scopes = ['bookings:read', 'bookings:write'];
    const { body: backEnd } = await record('backEnd', create, 201, {
      body: { name: 'rides back end', scopes, pools: ['rides'] },
    });
    const { body: audit } = await record('forAMonth', create, 201, {
      body: { name: 'an audit', scopes: ['bookings:read'], rateLimitPerMinute: 600, expiresAt },
    });
    const path = { id: backEnd.id };
    await record('all', 'GET /v1/api-keys', 200);
    await record('backEnd', 'GET /v1/api-keys/{id}', 200, { path });
    const rotate = 'POST /v1/api-keys/{id}/rotate';
    const { body: next } = await record('withinAnHour', rotate, 201, {
      path,
      body: { overlapSeconds: 3600 },
    });
    await record('forAMonth', rotate, 201, { path: { id: next.id }, body: { expiresAt } });
    await refuse('api-key-rotated', rotate, 409, { path, body: {} });
    await record('audit', 'DELETE /v1/api-keys/{id}', 204, { path: { id: audit.id } });
    await refuse('api-key-ended', rotate, 409, { path: { id: audit.id }, body: {} });
    const sessions = '/v1/console-sessions';
    const { key } = backEnd;
    await signIn(app, key);
    const { body: signedIn } = await record('ofTheBackEnd', `GET ${sessions}`, 200, {
      query: { key: backEnd.id },
    });
    await record('one', `DELETE ${sessions}/{id}`, 204, { path: { id: signedIn.items[0].id } });
    await refuse('console-session-not-found', `DELETE ${sessions}/{id}`, 404, {
      path: { id: '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10' },
    });
    await record('ofTheBackEnd', `POST ${sessions}/revoke`, 200, { body: { key: backEnd.id } });
    await refuse('scope-missing', 'GET /v1/pools', 403, { key });
    const grants = await app.post('/v1/api-keys', { name: 'grants', scopes: ['keys:write'] });
    await refuse('grant-exceeded', create, 403, {
      key: grants.body.key,
      body: { name: 'more', scopes: ['pools:write'] },
    });
    await refuse('unauthenticated', 'GET /v1/pools', 401, { key: 'another' });
  });

  it('show Twilio accounts', async () => {
    expect.hasAssertions();
    const create = 'POST /v1/twilio-accounts';
    const { body: account } = await record('migration', create, 201, {
      body: {
        name: 'migration',
        subAccountId: 'acme_rides',
        smsSubAccountId: 'acme_rides_sms',
      },
    });
    const scopes = ['bookings:read', 'bookings:write', 'pools:read'];
    await record('restricted', create, 201, {
      body: { name: 'one service', pools: ['rides'], scopes },
    });
    const path = { accountSid: account.accountSid };
    await record('all', 'GET /v1/twilio-accounts', 200);
    await record('migration', 'GET /v1/twilio-accounts/{accountSid}', 200, { path });
    await record('migration', 'DELETE /v1/twilio-accounts/{accountSid}', 204, { path });
  });

  it('show event subscriptions and events', async () => {
    expect.hasAssertions();
    const create = 'POST /v1/event-subscriptions';
    const url = 'https://rides.acme.example/maskline';
    const types = ['booking.completed', 'booking.expired'];
    const description = 'ends of rides';
    const { body: made } = await record('ends', create, 201, {
      body: { url, types, pools: ['rides'], description },
    });
    await refuse('subscription-url-refused', create, 422, { body: { url: 'ftp://acme.example/' } });
    const [path, one] = [{ id: made.id }, '/v1/event-subscriptions/{id}'];
    await record('all', 'GET /v1/event-subscriptions', 200);
    await record('ends', `GET ${one}`, 200, { path });
    await record('switchOff', `PATCH ${one}`, 200, { path, body: { state: 'disabled' } });
    await record('move', `PATCH ${one}`, 200, {
      path,
      body: {
        url: 'https://rides.acme.example/events',
        types: ['booking.completed'],
        pools: ['rides'],
        description,
      },
    });
    await record('ends', `POST ${one}/rotate-secret`, 200, { path });
    await record('ends', `DELETE ${one}`, 204, { path });
    await refuse('event-subscription-not-found', `GET ${one}`, 404, { path });

    await deliverAll(app);
    const query = { bookingId: id.booking, type: 'booking.created' };
    const { body: events } = await record('ofARide', 'GET /v1/events', 200, { query });
    const event = { path: { id: events.items[0].id } };
    await record('created', 'GET /v1/events/{id}', 200, event);
    await record('toOne', 'POST /v1/events/{id}/redeliver', 202, {
      ...event,
      body: { subscriptionId: id.endpoint },
    });
    await refuse('event-not-found', 'GET /v1/events/{id}', 404, booking());
  });

  it('show virtual numbers and the load of a pool', async () => {
    expect.hasAssertions();
    const path = { msisdn: VIRTUAL_NUMBER };
    const one = '/v1/virtual-numbers/{msisdn}';
    await record('ofAPool', 'GET /v1/virtual-numbers', 200, {
      query: { ...RIDE, state: 'enabled', operationalStatus: 'Active' },
    });
    await record('one', `GET ${one}`, 200, { path });
    await refuse('virtual-number-not-found', `GET ${one}`, 404, {
      path: { msisdn: '+6568332059' },
    });
    await refuse('virtual-number-in-use', `DELETE ${one}`, 409, { path });
    await record('rides', 'GET /v1/pools/{pool}/load', 200, { path: RIDE });
    await record('rides', 'GET /v1/pools/{pool}/capacity', 200, {
      path: RIDE,
      query: { mostHeldA: 1, mostHeldB: 40, loadA: 0.2, loadB: 3 },
    });
    await record('limit', `PATCH ${one}`, 200, {
      path,
      body: { weight: 2, maxActiveBookings: 50, reserved: false },
    });
    await record('drain', `PATCH ${one}`, 200, { path, body: { state: 'draining' } });
    const rebalance = 'POST /v1/pools/{pool}/rebalance';
    await record('plan', rebalance, 200, { path: RIDE, query: { dryRun: 'true' } });
    await record('moves', rebalance, 200, { path: RIDE });
    await record('oneIsUnhealthy', 'POST /webhooks/8x8/virtual-numbers', 200, {
      body: oneIsUnhealthy(stable),
    });
    // The other number is the only one left.
    await book('ride-2003', { virtualNumber: OTHER_NUMBER });
    await setOtherNumber('disabled');
    await refuse('pool-exhausted', 'POST /v1/bookings', 409, {
      body: { ...RIDE, reference: 'ride-1003', parties: PARTIES },
    });
    await setOtherNumber('enabled');
  });

  it('show texts', async () => {
    expect.hasAssertions();
    const number = '+6568332060';
    const [courier, customer] = ['+6591170001', '+6591170002'];
    const couriers = {
      name: 'couriers',
      subAccountId: 'acme_couriers',
      smsSubAccountId: SMS_SUB_ACCOUNT_ID,
      policy: {
        channels: ['voice', 'sms'],
        messageRolePrefix: true,
        messageRetentionHours: 24,
        messageRedaction: 'phone-numbers',
        missedCallTextMinutes: 10,
        messages: { missedCallText: 'Your {role} called. Call back: {number}' },
      },
    };
    await record('withTexts', 'POST /v1/pools', 201, { body: couriers });
    const numbers = [{ msisdn: number, countryCode: 'SG', capabilities: { sms: true } }];
    const pool = { path: { pool: 'couriers' } };
    await record('withTexts', 'POST /v1/pools/{pool}/numbers', 201, { ...pool, body: { numbers } });
    await record('texts', 'PATCH /v1/pools/{pool}', 200, {
      ...pool,
      body: {
        smsSubAccountId: SMS_SUB_ACCOUNT_ID,
        policy: {
          channels: ['voice', 'sms'],
          maxMessagesPerMinute: 20,
          messageDelivery: 'at-most-once',
          messageRedaction: 'off',
          missedCallTextMinutes: 10,
          messageRolePrefix: true,
          messageKeywords: { stop: ['STOP', 'BERHENTI'], start: ['START'], help: ['HELP'] },
          messageReplies: {
            refused: 'This number takes no texts from you.',
            help: 'Call the courier at this number.',
          },
        },
      },
    });
    await record('texts', 'PATCH /v1/virtual-numbers/{msisdn}', 200, {
      path: { msisdn: number },
      body: { capabilities: { voice: true, sms: true } },
    });
    const parties = [
      { role: 'courier', phoneNumber: courier },
      { role: 'customer', phoneNumber: customer },
    ];
    const body = { pool: 'couriers', reference: 'parcel-77', parties, channels: ['sms'] };
    const { body: made } = await record('textsOnly', 'POST /v1/bookings', 201, { body });
    await record('channels', 'PATCH /v1/bookings/{id}', 200, {
      path: { id: made.id },
      body: { channels: ['voice', 'sms'] },
    });

    const messages = messagesOfText(stable, { courier, customer, number });
    const sms = 'POST /webhooks/8x8/sms';
    await record('text', sms, 200, { body: messages.text });
    await app.nest.get(ForwardingService).run();
    const [sent] = eightXEightSms.requests;
    await record('receipt', sms, 200, { body: messages.receipt(sent!) });
    await app.webhook('sms', messages.overwritten(sent!)).expect(200);
    eightXEightSms.behave = (_sms, response) => respond(response, 400, { code: 1002 });
    await app.webhook('sms', messages.another).expect(200);
    await app.nest.get(ForwardingService).run();
    for (const message of [messages.stranger, messages.stop]) {
      await app.webhook('sms', message).expect(200);
    }

    const ofParcel = { path: { id: made.id } };
    const send = 'POST /v1/bookings/{id}/messages';
    const toCourier = { to: 'courier', text: 'Please ring twice.', reference: 'ring-twice' };
    await record('toCourier', send, 202, { ...ofParcel, body: toCourier });
    await refuse('message-not-sendable', send, 409, {
      ...ofParcel,
      body: { to: 'customer', text: 'Your parcel arrives.' },
    });
    await refuse('message-reference-taken', send, 409, {
      ...ofParcel,
      body: { ...toCourier, text: 'Please knock.' },
    });
    await app.webhook('sms', messages.start).expect(200);
    const list = 'GET /v1/bookings/{id}/messages';
    await record('newest', list, 200, ofParcel);
    await record('withTexts', list, 200, { ...ofParcel, query: { reveal: 'true' } });
    const filter = { pool: 'couriers', outcome: 'delivered', kind: 'text' };
    const { body: page } = await record('delivered', 'GET /v1/messages', 200, { query: filter });
    const optedOut = { pool: 'couriers', reason: 'opted-out' };
    await record('refused', 'GET /v1/messages', 200, { query: optedOut });
    await record('csv', 'GET /v1/messages', 200, {
      query: filter,
      headers: { accept: 'text/csv' },
    });
    const one = 'GET /v1/messages/{id}';
    await record('withText', one, 200, {
      path: { id: page.items[0].id },
      query: { reveal: 'true' },
    });
    await refuse('message-not-found', one, 404, {
      path: { id: '019ab1f4-0000-7000-8000-000000000000' },
    });
    const hour = new Date(new Date().setUTCMinutes(0, 0, 0));
    const tomorrow = new Date(hour.getTime() + 86_400_000);
    const span = { from: hour.toISOString(), to: tomorrow.toISOString(), pool: 'couriers' };
    await record('byNumber', 'GET /v1/stats/messages', 200, {
      query: { ...span, groupBy: 'virtualNumber', byPool: 'true' },
    });
  });

  it('show a number list of 8x8 that would retire numbers', async () => {
    expect.hasAssertions();
    const numbers = [{ msisdn: '+6568332052' }];
    await app.post('/v1/pools/deliveries/numbers', { numbers }).expect(201);
    const sync = 'POST /v1/pools/{pool}/sync';
    await app.post('/v1/pools/deliveries/sync').expect(200);
    const { body: pool } = await app.get('/v1/pools/deliveries').expect(200);
    const confirmHeldSync = pool.heldSync.id;
    await record('retire the numbers of a held sync', sync, 200, {
      path: ELSEWHERE,
      body: { confirmHeldSync },
    });
    await refuse('held-sync-changed', sync, 409, { path: ELSEWHERE, body: { confirmHeldSync } });
  });

  it.each([
    ['eightxeight-unauthorized', 401, 502],
    ['eightxeight-forbidden', 403, 502],
    ['eightxeight-not-found', 404, 404],
    ['eightxeight-invalid-request', 422, 422],
    ['eightxeight-bad-response', 'garbage', 502],
    ['eightxeight-unavailable', 503, 503],
  ] as const)('show the error %s', async (code, fault, status) => {
    expect.hasAssertions();
    // Only the last of these errors is retried.
    simulator.failNext({ status: fault, times: status === 503 ? 9 : 1, path: '/numbers' });
    await refuse(code, 'POST /v1/pools/{pool}/sync', status, { path: RIDE });
  });

  it('show jobs', async () => {
    expect.hasAssertions();
    const ending = await book('ride-3001', { virtualNumber: undefined });
    await app.db.query(
      `update booking set expires_at = now() - interval '5 minutes' where id = $1`,
      [ending],
    );
    await app.db.query(
      `alter table booking add constraint booking_times_check
         check (not (id = '${ending}' and status = 'expired')) not valid`,
    );
    const path = { name: 'booking-expiry' };
    // This replica runs no jobs; another replica runs it.
    await record('expiry', 'POST /v1/jobs/{name}/run', 202, { path });
    const worker = await app.replica({ JOBS: 'on' });
    await runJob(worker, path.name);
    await record('all', 'GET /v1/jobs', 200);
    await record('expiry', 'GET /v1/jobs/{name}/set-aside', 200, { path });
    await app.db.query('alter table booking drop constraint booking_times_check');
    await record('expiry', 'POST /v1/jobs/{name}/set-aside/retry', 200, { path });
    await refuse('job-not-found', 'POST /v1/jobs/{name}/run', 404, { path: { name: 'sweep' } });
    await runJob(worker, path.name);
    await record('all', 'GET /v1/number-keys', 200);
  });

  it('show the data stored about a phone number', async () => {
    expect.hasAssertions();
    const subject = { phoneNumber: RIDER };
    await record('firstPage', 'POST /v1/exports', 200, { body: { ...subject, limit: 200 } });
    const { body: page } = await app.post('/v1/exports', { ...subject, limit: 1 }).expect(200);
    await record('nextPage', 'POST /v1/exports', 200, {
      body: { ...subject, cursor: page.nextCursor },
    });
    await refuse('bookings-live', 'POST /v1/erasures', 409, { body: subject });
    await record('andEndBookings', 'POST /v1/erasures', 200, {
      body: { ...subject, endBookings: true },
    });
    await record('oneRefused', 'GET /v1/erasures', 200);
    await record('texts', 'GET /v1/erasures/carrier', 200);
    await record('bookingsMade', 'GET /v1/audit-events', 200, {
      query: { action: 'booking.create', key: 'bootstrap' },
    });
    const { body: events } = await app.get('/v1/events?limit=1').expect(200);
    const query = { limit: 50, cursor: events.nextCursor };
    await app.get(`/v1/events?cursor=${query.cursor}`).expect(200);
    await record('nextPage', 'GET /v1/events', 200, { query });
    await refuse('invalid-cursor', 'GET /v1/events', 400, { query: { cursor: 'none' } });
  });

  it('show health, metrics and documentation', async () => {
    expect.hasAssertions();
    // On a busy machine the database may be slow at first.
    await vi.waitFor(() => app.get('/health/ready').expect(200), 60_000);
    for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'])
      await record('answer', `GET ${path}`, 200);
    await record('answer', 'GET /docs/errors', 200);
  });

  it('show every event type, and errors that no request causes here', async () => {
    expect.hasAssertions();
    recorder.failure(new DatabaseSettingsError(['plan_cache_mode']));
    recorder.failure(new EightXEightInvalidArgumentError('session id'));
    await deliverAll(app);
    recorder.events(receiver.received.map(({ event }) => event));
    expect(receiver.types).toEqual(expect.arrayContaining([...EVENT_TYPES]));
  });
});

it('the recorded responses equal the published examples', async () => {
  const options = await resolveConfig(EXAMPLES_FILE);
  const text = await format(JSON.stringify(recorder.examples(stable)), {
    ...options,
    parser: 'json',
  });
  if (process.env['RECORD_EXAMPLES'] === '1') await writeFile(EXAMPLES_FILE, text);
  expect(JSON.parse(text)).toEqual(JSON.parse(await readFile(EXAMPLES_FILE, 'utf8')));
});
