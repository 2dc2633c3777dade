import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import type { EventResponse } from '../../src/events/outbox/event.mapper.js';
import type { HookLimits } from '../../src/callhandle/decision-hook/asking/hook-limits.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  addHook,
  ALLOW,
  HookServer,
  patientHooks,
  says,
  silence,
  type HookBehaviour,
} from '../support/servers/hook-server.js';
import {
  type Answer,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';
import { subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let app: TestApp;
/** Each application that starts takes over the log. */
const apps: TestApp[] = [];
const logged = (text: string) =>
  apps.flatMap(({ logs }) => logs.lines).filter((line) => line.includes(text));
let limits: HookLimits;
const servers: HookServer[] = [];
beforeAll(async () => {
  app = await startApp(TO_LOOPBACK);
  apps.push(app);
  limits = patientHooks(app);
  // Call events are emitted only if a subscription wants them.
  await subscribe(app, { url: 'http://127.0.0.1:9/' });
});
const original = () => Object.assign(limits, PATIENT);
afterEach(async () => {
  original();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => app.stop());

const PATIENT = {
  timeoutMs: 30_000,
  reserveMs: 0,
  perHook: 50,
  failuresToOpen: 5,
  openMs: 10_000,
  logEveryMs: 0,
  now: () => performance.now(),
};

async function startServer(behave: HookBehaviour = ALLOW): Promise<HookServer> {
  const server = await HookServer.start();
  server.behave = behave;
  servers.push(server);
  return server;
}

/** Creates a pool with a booking and a hook. */
async function setUp(more: object = {}, policy = {}) {
  const hook = await startServer();
  const pool = await createPool(app, { policy });
  const booking = await createBooking(app, pool.name);
  const { secret } = await addHook(app, pool.name, hook, more);
  return { hook, pool, booking, secret };
}

const ask = async (handle: object, on = app): Promise<Answer> =>
  (await on.webhook('call-action', handle).expect(200)).body;
const callOf = ({ rider, virtualNumber }: TestBooking) => callReceived(rider, virtualNumber);
const recordOf = async (sessionId: string) =>
  (await app.get(`/v1/calls/${sessionId}`).expect(200)).body as Record<string, unknown>;
const eventsOf = async (bookingId: string): Promise<string[]> => {
  const { body } = await app.get(`/v1/events?bookingId=${bookingId}`).expect(200);
  const types = (body.items as EventResponse[]).map(({ type }) => type).toReversed();
  return types.filter((type) => type.startsWith('call.'));
};
const counted = async (outcome: string): Promise<number> => {
  const page = (await app.get('/metrics').expect(200)).text;
  const sample = `maskline_decision_hook_questions_total{outcome="${outcome}"} `;
  return Number(
    page
      .split('\n')
      .find((line) => line.startsWith(sample))
      ?.slice(sample.length) ?? 0,
  );
};

describe('the decision hook of a pool', () => {
  it('is created, shown, changed and deleted, and shows its secret only once', async () => {
    const pool = await createPool(app);
    const path = `/v1/pools/${pool.name}/decision-hook`;
    await app.get(path).expect(404);
    await app.patch(path, { onFailure: 'connect' }).expect(404);
    const url = 'https://rides.acme.example/decide';
    const created = await app.post(path, { url, onFailure: 'refuse' }).expect(201);
    const shown = {
      pool: pool.name,
      url,
      onFailure: 'refuse',
      unknownCallers: false,
      previousSecretUntil: null,
    };
    expect(created.body).toMatchObject(shown);
    expect(created.headers['location']).toBe(path);
    const { secret } = created.body;
    expect(secret).toMatch(/^whsec_/);
    const again = await app.post(path, { url, onFailure: 'connect' }).expect(409);
    expect(again.body.code).toBe('decision-hook-exists');
    const read = await app.get(path).expect(200);
    expect(read.body).toMatchObject(shown);
    expect(read.body).not.toHaveProperty('secret');

    const changed = await app.patch(path, { unknownCallers: true }).expect(200);
    expect(changed.body).toMatchObject({ ...shown, unknownCallers: true });
    const rotated = await app.post(`${path}/rotate-secret`).expect(200);
    expect(rotated.body.secret).not.toBe(secret);
    expect(Date.parse(rotated.body.previousSecretUntil)).toBeGreaterThan(Date.now() + 82_800_000);

    const { rows } = await app.db.query('select * from decision_hook where url = $1', [url]);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(rows[0].secret_ciphertext.toString('latin1')).not.toContain(rotated.body.secret);
    expect((await app.get(`/v1/pools/${pool.name}`).expect(200)).text).not.toContain('ecisionHook');

    await app.delete(path).expect(204);
    expect((await app.delete(path).expect(404)).body.code).toBe('decision-hook-not-found');
  });

  it.each([
    ['not-a-url', 'acme'],
    ['not-https', 'ftp://acme.example/'],
    ['user-or-fragment', 'https://user:secret@acme.example/'],
    ['address-not-allowed', 'https://10.1.2.3/'],
    ['address-not-allowed', 'https://[::1]/'],
    ['address-not-allowed', 'https://169.254.169.254/latest'],
  ])('is refused with %s', async (reason, url) => {
    const pool = await createPool(app);
    const path = `/v1/pools/${pool.name}/decision-hook`;
    const refused = { code: 'decision-hook-url-refused', path: 'url', reason };
    const { body } = await app.post(path, { url, onFailure: 'connect' }).expect(422);
    expect(body).toMatchObject(refused);
    await app.post(path, { url: 'https://acme.example/', onFailure: 'connect' }).expect(201);
    expect((await app.patch(path, { url }).expect(422)).body).toMatchObject(refused);
  });

  it('requires a choice of what happens when it fails', async () => {
    const pool = await createPool(app);
    const path = `/v1/pools/${pool.name}/decision-hook`;
    for (const onFailure of [undefined, 'ask']) {
      const { body } = await app
        .post(path, { url: 'https://acme.example/', onFailure })
        .expect(400);
      expect(body.errors[0].path).toBe('onFailure');
    }
  });
});

describe('a question', () => {
  it('is signed, says which call it is about, and contains no phone number of a person', async () => {
    const { hook, pool, booking, secret } = await setUp();
    const handle = callOf(booking);
    expect(connectedTo(await ask(handle))).toBe(booking.driver);
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({
      decision: 'connect',
      reason: 'callable',
      bookingId: booking.id,
    });
    expect(await eventsOf(booking.id)).toEqual(['call.started']);
    expect(hook.received).toHaveLength(1);
    const { headers, body, question, url } = hook.received[0]!;
    expect(question).toEqual({
      id: headers['webhook-id'],
      type: 'call.decision',
      pool: pool.name,
      sessionId: handle.payload.sessionId,
      reason: 'callable',
      virtualNumber: booking.virtualNumber,
      caller: { phoneNumber: `+65••••${booking.rider.slice(-4)}`, role: 'rider' },
      callee: { role: 'driver' },
      booking: { id: booking.id, reference: booking.reference },
    });
    new Webhook(secret).verify(body, headers as Record<string, string>);
    const all = JSON.stringify({ headers, body, url });
    for (const phone of [booking.rider, booking.driver]) {
      expect(all).not.toContain(phone);
      expect(all).not.toContain(phone.slice(3));
    }
  });

  it('is signed with both secrets after a rotation', async () => {
    const { hook, pool, booking, secret } = await setUp();
    const path = `/v1/pools/${pool.name}/decision-hook/rotate-secret`;
    const rotated = (await app.post(path).expect(200)).body.secret as string;
    await ask(callOf(booking));
    const { headers, body } = hook.received[0]!;
    for (const one of [secret, rotated]) {
      new Webhook(one).verify(body, headers as Record<string, string>);
    }
    await app.db.query(`update decision_hook set previous_secret_until = now() where url = $1`, [
      hook.url,
    ]);
    await ask(callOf(booking));
    const later = hook.received[1]!;
    expect(() =>
      new Webhook(secret).verify(later.body, later.headers as Record<string, string>),
    ).toThrow();
  });

  it('is asked over a kept connection, and again if the hook has just closed it', async () => {
    const { hook, booking } = await setUp();
    for (let call = 0; call < 3; call += 1) await ask(callOf(booking));
    expect(hook.connections).toBe(1);
    let dropped = 0;
    hook.behave = (response, question) => {
      if (dropped > 0) return ALLOW(response, question);
      dropped += 1;
      response.socket!.resetAndDestroy();
    };
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    expect([hook.received.length, hook.connections]).toEqual([5, 2]);
  });

  it('is not asked in a pool without a hook, or once the hook is deleted', async () => {
    const { hook, pool, booking } = await setUp();
    await app.delete(`/v1/pools/${pool.name}/decision-hook`).expect(204);
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    const elsewhere = await createBooking(app, (await createPool(app)).name);
    expect(connectedTo(await ask(callOf(elsewhere)))).toBe(elsewhere.driver);
    expect(hook.received).toEqual([]);
  });

  it('is asked only about calls that would connect', async () => {
    const { hook, pool, booking } = await setUp({}, { graceSeconds: 0 });
    const oneWay = await createBooking(app, pool.name, { callersAllowed: ['driver'] });
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    expectRefusal(await ask(callOf(booking)), /has ended/);
    expectRefusal(await ask(callOf(oneWay)), /wait to be called/);
    expectRefusal(await dial(app, newPhone(), booking.virtualNumber), /not available/);
    expect(hook.received).toEqual([]);
  });

  it('is not asked by an explanation, which says that it would be', async () => {
    const { hook, booking } = await setUp();
    const { virtualNumber, rider } = booking;
    const explain = async (caller: string) =>
      (await app.post('/v1/routing/explain', { virtualNumber, caller }).expect(200)).body;
    expect(await explain(rider)).toMatchObject({ decision: 'connect', awaitsDecisionHook: true });
    expect(await explain(newPhone())).toMatchObject({ awaitsDecisionHook: false });
    expect(hook.received).toEqual([]);
  });
});

describe('a refusal by the hook', () => {
  it('plays its message, and is recorded without a trace of a connection', async () => {
    const { hook, booking } = await setUp({ onFailure: 'connect' });
    hook.behave = says({ decision: 'refuse', message: { text: 'Please use the app.' } });
    const handle = callOf(booking);
    expectRefusal(await ask(handle), /^Please use the app\.$/);
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({
      decision: 'refuse',
      reason: 'hook-refused',
      outcome: 'refused',
      bookingId: booking.id,
    });
    expect(await eventsOf(booking.id)).toEqual(['call.refused']);
  });

  it.each([
    ['without a message', { decision: 'refuse' }],
    ['with a message that 8x8 cannot play', { decision: 'refuse', message: { text: '' } }],
    ['with a message of another kind', { decision: 'refuse', message: 'no', because: [1] }],
  ])('counts %s', async (_, answer) => {
    const { hook, booking } = await setUp({ onFailure: 'connect' });
    hook.behave = says(answer);
    expectRefusal(await ask(callOf(booking)), /cannot be connected/);
  });

  it('is the answer to a repeated message too, without another question', async () => {
    const { hook, booking } = await setUp();
    hook.behave = says({ decision: 'refuse' });
    const handle = callOf(booking);
    expectRefusal(await ask(handle));
    hook.behave = ALLOW;
    expectRefusal(await ask(handle));
    expect(hook.received).toHaveLength(1);
    expect(await eventsOf(booking.id)).toEqual(['call.refused']);
  });
});

describe('a repeated message', () => {
  it('gets the same connection, also after the booking of another answer', async () => {
    const { hook, booking } = await setUp();
    const handle = callOf(booking);
    expect(connectedTo(await ask(handle))).toBe(booking.driver);
    hook.behave = says({ decision: 'refuse' });
    expect(connectedTo(await ask(handle))).toBe(booking.driver);
    expect(hook.received).toHaveLength(1);
  });

  it('at the same time asks once, and gets the same answer', async () => {
    const { hook, booking } = await setUp();
    const pending: (() => void)[] = [];
    hook.behave = (response, question) => pending.push(() => ALLOW(response, question));
    const handle = callOf(booking);
    const answers = Array.from({ length: 3 }, () => ask(handle));
    await hook.hasReceived(1);
    pending.forEach((release) => release());
    for (const answer of await Promise.all(answers)) {
      expect(connectedTo(answer)).toBe(booking.driver);
    }
    expect(hook.received).toHaveLength(1);
    expect(await eventsOf(booking.id)).toEqual(['call.started']);
  });

  it.each([
    ['refuse', 'allow'],
    ['allow', 'refuse'],
  ])('to two replicas follows the answer that is recorded first: %s', async (first, second) => {
    const { hook, booking } = await setUp();
    const replica = await app.replica();
    apps.push(replica);
    patientHooks(replica);
    const pending: ((decision: string) => void)[] = [];
    hook.behave = (response, question) =>
      pending.push((decision) => says({ decision })(response, question));
    const handle = callOf(booking);
    const here = ask(handle);
    await hook.hasReceived(1);
    const there = ask(handle, replica);
    await hook.hasReceived(2);
    const [one, other] = hook.received;
    expect(one!.body).toBe(other!.body);
    expect(one!.headers['webhook-id']).toBe(other!.headers['webhook-id']);
    pending[0]!(first);
    const answer = await here;
    pending[1]!(second);
    const expected = first === 'allow' ? booking.driver : undefined;
    expect([connectedTo(answer), connectedTo(await there)]).toEqual([expected, expected]);
    const events = [first === 'allow' ? 'call.started' : 'call.refused'];
    expect(await eventsOf(booking.id)).toEqual(events);
    await replica.stop();
  });
});

describe('a booking that ends while the hook is asked', () => {
  it('is not connected, although the hook allows it', async () => {
    const { hook, booking } = await setUp({}, { graceSeconds: 0 });
    let release!: () => void;
    hook.behave = (response, question) => {
      release = () => ALLOW(response, question);
    };
    const handle = callOf(booking);
    const answer = ask(handle);
    await hook.hasReceived(1);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    release();
    expectRefusal(await answer, /has ended/);
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({ reason: 'booking-ended' });
    expect(await eventsOf(booking.id)).toEqual(['call.refused']);
  });

  it('does not pass the answer on to another booking of the caller', async () => {
    const { hook, pool, booking } = await setUp({}, { graceSeconds: 0, cooldownSeconds: 0 });
    let release!: () => void;
    hook.behave = (response, question) => {
      release = () => ALLOW(response, question);
    };
    const handle = callOf(booking);
    const answer = ask(handle);
    await hook.hasReceived(1);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    const { rider, virtualNumber } = booking;
    await createBooking(app, pool.name, { rider, virtualNumber });
    release();
    expectRefusal(await answer, /has ended/);
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({ reason: 'booking-changed' });
  });
});

const FAILURES: [name: string, outcome: string, behave: HookBehaviour][] = [
  ['500', 'status', says({ decision: 'allow' }, 500)],
  ['a redirect', 'status', (response) => response.writeHead(307, { location: '/x' }).end()],
  ['no content', 'status', (response) => response.writeHead(204).end()],
  ['garbage', 'invalid', (response) => response.end('<html>{"decision":"allow"}')],
  ['nothing', 'invalid', (response) => response.end()],
  ['a list', 'invalid', says([{ decision: 'allow' }])],
  ['an unknown decision', 'invalid', says({ decision: 'Allow' })],
  [
    'two decisions',
    'invalid',
    (response) => response.end('{"decision":"allow","decision":"refuse"}'),
  ],
  [
    'a booking for a party',
    'invalid',
    says({ decision: 'connect', bookingId: randomUUID(), calleeRole: 'driver' }),
  ],
  ['a phone for a party', 'invalid', says({ decision: 'connect', phoneNumber: '+6591178965' })],
  ['a huge answer', 'invalid', says({ decision: 'allow', more: 'x'.repeat(1_000_000) })],
  [
    'an endless answer',
    'invalid',
    (response) => {
      const more = setInterval(() => response.write(' '.repeat(4_000)), 1);
      response.on('close', () => clearInterval(more));
    },
  ],
  ['a closed connection', 'network', (response) => response.socket!.destroy()],
  [
    'half an answer',
    'network',
    (response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"decision":"allow"');
      setImmediate(() => response.socket!.destroy());
    },
  ],
];

describe('a hook that fails', () => {
  it.each(FAILURES)(
    'with %s lets the call connect or refuses it, as the pool chose',
    async (_, outcome, behave) => {
      const { hook, pool, booking } = await setUp({ onFailure: 'connect' });
      hook.behave = behave;
      const before = await counted(outcome);
      expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
      await app.patch(`/v1/pools/${pool.name}/decision-hook`, { onFailure: 'refuse' }).expect(200);
      const handle = callOf(booking);
      expectRefusal(await ask(handle), /cannot be connected/);
      expect(await recordOf(handle.payload.sessionId)).toMatchObject({
        decision: 'refuse',
        reason: 'hook-failed',
      });
      expect(await eventsOf(booking.id)).toEqual(['call.started', 'call.refused']);
      expect(await counted(outcome)).toBe(before + 2);
    },
  );

  it('by its silence costs the caller no more than the time-out', async () => {
    const { hook, pool, booking } = await setUp({ onFailure: 'connect' });
    hook.behave = silence;
    limits.timeoutMs = 200;
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    // Neither does an answer that never ends.
    hook.behave = (response) => void response.writeHead(200).write('{"decision":');
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    await app.patch(`/v1/pools/${pool.name}/decision-hook`, { onFailure: 'refuse' }).expect(200);
    expectRefusal(await ask(callOf(booking)), /cannot be connected/);
    expect(hook.received).toHaveLength(3);
    expect(logged('gave no valid answer: timeout')).not.toEqual([]);
  });

  it('is not asked if too little of the time for the answer is left', async () => {
    const { hook, booking } = await setUp({ onFailure: 'connect' });
    limits.reserveMs = 60_000;
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    expect(hook.received).toEqual([]);
  });

  it('is not asked while its circuit breaker is open, and then tried once', async () => {
    const { hook, booking } = await setUp({ onFailure: 'refuse' });
    const clock = { ms: 0 };
    limits.now = () => clock.ms;
    hook.behave = says({}, 503);
    const isOpenBefore = await counted('circuit-open');
    for (let call = 0; call < limits.failuresToOpen; call += 1) {
      expectRefusal(await ask(callOf(booking)));
    }
    expect(logged('fails (status-503)')).toHaveLength(1);
    hook.behave = ALLOW;
    expectRefusal(await ask(callOf(booking)), /cannot be connected/);
    expect(hook.received).toHaveLength(5);
    expect(await counted('circuit-open')).toBe(isOpenBefore + 1);

    clock.ms = limits.openMs;
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
    expect(hook.received).toHaveLength(7);
    expect(logged('answers again')).toHaveLength(1);
  });

  it('is asked at once under a new URL', async () => {
    const { hook, pool, booking } = await setUp({ onFailure: 'refuse' });
    hook.behave = says({}, 503);
    for (let call = 0; call < limits.failuresToOpen; call += 1) await ask(callOf(booking));
    const other = await startServer();
    await app.patch(`/v1/pools/${pool.name}/decision-hook`, { url: other.url }).expect(200);
    expect(connectedTo(await ask(callOf(booking)))).toBe(booking.driver);
  });

  it('does not delay calls of other pools', async () => {
    const slow = await setUp();
    slow.hook.behave = silence;
    limits.perHook = 20;
    const handles = Array.from({ length: 30 }, () => callOf(slow.booking));
    let answered = 0;
    const waiting = handles.map(async (handle) => {
      await ask(handle);
      answered += 1;
    });
    await slow.hook.hasReceived(20);
    const healthy = await setUp();
    const without = await createBooking(app, (await createPool(app)).name);
    for (let call = 0; call < 5; call += 1) {
      expect(connectedTo(await ask(callOf(healthy.booking)))).toBe(healthy.booking.driver);
      expect(connectedTo(await ask(callOf(without)))).toBe(without.driver);
    }
    // Ten did not find room; twenty still wait.
    await expect.poll(() => answered).toBe(10);
    expect(slow.hook.connections).toBe(20);
    await slow.hook.close();
    await Promise.all(waiting);
  });

  it('cannot be at a name that leads into the private network', async () => {
    const guarded = await startApp({ EVENT_SUBSCRIPTION_ALLOW_HTTP: 'true' });
    apps.push(guarded);
    patientHooks(guarded);
    const hook = await startServer();
    const pool = await createPool(guarded);
    const booking = await createBooking(guarded, pool.name);
    const url = hook.url.replace('127.0.0.1', 'localhost');
    await addHook(guarded, pool.name, { url: 'https://acme.example/' });
    await guarded.db.query('update decision_hook set url = $1', [url]);
    expectRefusal(await ask(callOf(booking), guarded));
    await guarded.db.query('update decision_hook set url = $1', [hook.url]);
    expectRefusal(await ask(callOf(booking), guarded));
    expect(hook.received).toEqual([]);
    expect(logged('address-not-allowed')).toHaveLength(2);
    await guarded.stop();
  });
});

describe('a caller who enters a PIN', () => {
  async function dialAndEnter({ virtualNumber, parties }: TestBooking) {
    const pin = parties.find(({ role }) => role === 'rider')!.pin;
    const handle = callReceived(newPhone(), virtualNumber);
    const { clientActionId } = (await ask(handle)) as Answer & { clientActionId: string };
    const entered = { callStatus: 'ACTION_COMPLETED', eventData: { dtmf: pin }, clientActionId };
    const second = { payload: { ...handle.payload, ...entered } };
    const { source, sessionId } = handle.payload;
    return { answer: await ask(second), again: () => ask(second), source, sessionId };
  }

  it('is connected only if the hook allows it', async () => {
    const { hook, booking } = await setUp({}, { partyPin: true });
    const allowed = await dialAndEnter(booking);
    expect(connectedTo(allowed.answer)).toBe(booking.driver);
    expect(connectedTo(await allowed.again())).toBe(booking.driver);
    expect(hook.received).toHaveLength(1);
    expect(hook.received[0]!.question).toMatchObject({
      reason: 'pin-accepted',
      caller: { phoneNumber: `+65••••${String(allowed.source).slice(-4)}`, role: 'rider' },
      callee: { role: 'driver' },
      booking: { id: booking.id, reference: booking.reference },
    });
    expect(hook.received[0]!.body).not.toContain(String(allowed.source).slice(3));

    hook.behave = says({ decision: 'refuse', message: { text: 'Not now.' } });
    const refused = await dialAndEnter(booking);
    expectRefusal(refused.answer, /Not now/);
    hook.behave = ALLOW;
    expectRefusal(await refused.again());
    expect(await recordOf(refused.sessionId)).toMatchObject({
      decision: 'refuse',
      reason: 'hook-refused',
    });
    expect(await eventsOf(booking.id)).toEqual(['call.started', 'call.refused']);
    hook.behave = says({}, 500);
    expectRefusal((await dialAndEnter(booking)).answer, /cannot be connected/);
  });
});

describe('a caller without a booking', () => {
  const ofBooking = ({ id }: { id: string }, calleeRole = 'driver') =>
    says({ decision: 'connect', bookingId: id, calleeRole });
  const phone = (phoneNumber: string) => says({ decision: 'connect', phoneNumber });
  const strangers = (policy = {}) => setUp({ unknownCallers: true }, policy);

  it('is not asked about unless the pool wants it', async () => {
    const { hook, booking } = await setUp();
    hook.behave = ofBooking(booking);
    expectRefusal(await dial(app, newPhone(), booking.virtualNumber), /not available/);
    expect(hook.received).toEqual([]);
  });

  it('is connected to the party that the hook names, who can call back', async () => {
    const { hook, booking } = await strangers();
    hook.behave = ofBooking(booking);
    const stranger = newPhone();
    const handle = callReceived(stranger, booking.virtualNumber);
    expect((await ask(handle)).callflow).toEqual([
      {
        action: 'makeCall',
        params: { source: booking.virtualNumber, destination: booking.driver },
      },
    ]);
    expect(hook.received[0]!.question).toMatchObject({
      reason: 'not-a-party',
      virtualNumber: booking.virtualNumber,
      caller: { phoneNumber: `+65••••${stranger.slice(-4)}`, role: null },
      callee: null,
      booking: null,
    });
    const { sessionId } = handle.payload;
    expect(await recordOf(sessionId)).toMatchObject({
      decision: 'connect',
      reason: 'hook-connected',
      bookingId: booking.id,
      caller: { role: 'rider' },
      callee: { role: 'driver' },
    });
    expect(await eventsOf(booking.id)).toEqual(['call.started']);
    const { body } = await app.get('/v1/audit-events?action=call.connect-by-hook').expect(200);
    expect(body.items[0]).toMatchObject({
      actor: 'system',
      objectId: sessionId,
      details: { bookingId: booking.id, target: 'booking' },
    });
    hook.behave = ALLOW;
    expect(connectedTo(await dial(app, booking.driver, booking.virtualNumber))).toBe(booking.rider);
  });

  it('is not connected to somebody whom a block forbids to reach', async () => {
    const { hook, booking } = await strangers();
    const { driver, rider, virtualNumber } = booking;
    const [stranger, free, outside] = [newPhone(), newPhone(), newPhone()];
    const block = async (blocked: string, blockedFrom: string) =>
      (await app.post('/v1/blocks', { blocked, blockedFrom }).expect(201)).body.id as string;
    await block(stranger, driver);
    await block(stranger, outside);
    for (const target of [ofBooking(booking), phone(outside)]) {
      hook.behave = target;
      const handle = callReceived(stranger, virtualNumber);
      expectRefusal(await ask(handle), /not available/);
      expect(await recordOf(handle.payload.sessionId)).toMatchObject({ reason: 'blocked' });
      expect(connectedTo(await dial(app, free, virtualNumber))).toBeDefined();
    }
    // Nobody takes the place of a party that is blocked.
    hook.behave = ofBooking(booking);
    const id = await block(rider, driver);
    expectRefusal(await dial(app, free, virtualNumber), /not available/);
    await app.delete(`/v1/blocks/${id}`).expect(204);
    expect(connectedTo(await dial(app, free, virtualNumber))).toBe(driver);
  });

  it("sees that the callee's caller id is the number of the booking, not the dialled one", async () => {
    const { hook, pool, booking } = await strangers();
    hook.behave = ofBooking(booking);
    const dialled = pool.numbers.find((number) => number !== booking.virtualNumber)!;
    expect((await dial(app, newPhone(), dialled)).callflow).toEqual([
      {
        action: 'makeCall',
        params: { source: booking.virtualNumber, destination: booking.driver },
      },
    ]);
  });

  it('is connected again by a repeated message, as long as the hook names the same booking', async () => {
    const { hook, pool, booking } = await strangers();
    const other = await createBooking(app, pool.name);
    hook.behave = ofBooking(booking);
    const handle = callReceived(newPhone(), booking.virtualNumber);
    expect(connectedTo(await ask(handle))).toBe(booking.driver);
    expect(connectedTo(await ask(handle))).toBe(booking.driver);
    expect(hook.received[0]!.body).toBe(hook.received[1]!.body);
    hook.behave = ofBooking(other);
    expectRefusal(await ask(handle));
    const { sessionId } = handle.payload;
    expect(await recordOf(sessionId)).toMatchObject({ decision: 'connect', bookingId: booking.id });
    expect(await eventsOf(booking.id)).toEqual(['call.started']);
  });

  it('is refused if the booking cannot be called', async () => {
    const { hook, pool, booking } = await strangers({ graceSeconds: 0 });
    const elsewhere = await createBooking(app, (await createPool(app)).name);
    const ended = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    const expired = await createBooking(app, pool.name);
    await app.db.query(
      'update route set callable_until = now() where booking_id = $1 and caller_role = $2',
      [expired.id, 'driver'],
    );
    const targets: HookBehaviour[] = [
      ofBooking(elsewhere),
      ofBooking(ended),
      // The driver could not call back.
      ofBooking(expired),
      ofBooking({ id: randomUUID() }),
      ofBooking(booking, 'pilot'),
    ];
    for (const target of targets) {
      hook.behave = target;
      const handle = callReceived(newPhone(), booking.virtualNumber);
      expectRefusal(await ask(handle), /not available/);
      expect(await recordOf(handle.payload.sessionId)).toMatchObject({
        decision: 'refuse',
        reason: 'hook-target-refused',
        bookingId: null,
      });
    }
    hook.behave = ofBooking(booking);
    await app
      .patch(`/v1/virtual-numbers/${booking.virtualNumber}`, { state: 'disabled' })
      .expect(200);
    const dialled = pool.numbers.find((number) => number !== booking.virtualNumber)!;
    expectRefusal(await dial(app, newPhone(), dialled), /not available/);
  });

  it('is refused if the party whose place he takes may not call', async () => {
    const { hook, pool } = await strangers();
    const oneWay = await createBooking(app, pool.name, { callersAllowed: ['driver'] });
    hook.behave = ofBooking(oneWay);
    expectRefusal(await dial(app, newPhone(), oneWay.virtualNumber), /wait to be called/);
    hook.behave = ofBooking(oneWay, 'rider');
    expect(connectedTo(await dial(app, newPhone(), oneWay.virtualNumber))).toBe(oneWay.rider);
  });

  it('is refused before the start of the booking, and in the quiet hours of the callee', async () => {
    const { hook, pool } = await strangers();
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = await createBooking(app, pool.name, { startsAt });
    hook.behave = ofBooking(later);
    expectRefusal(await dial(app, newPhone(), later.virtualNumber), /has not started/);
    const always = { timeZone: 'UTC', spans: [{ from: '00:00', to: '00:00' }] };
    const quiet = await createBooking(app, pool.name, {
      quietHours: [{ role: 'driver', ...always, exemptRoles: ['support'] }],
    });
    hook.behave = ofBooking(quiet);
    const handle = callReceived(newPhone(), quiet.virtualNumber);
    expectRefusal(await ask(handle), /at this time of day/);
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({ reason: 'quiet-hours' });
    hook.behave = ofBooking(quiet, 'rider');
    expect(connectedTo(await dial(app, newPhone(), quiet.virtualNumber))).toBe(quiet.rider);
  });

  it('is connected to a phone, who can call back through the hook', async () => {
    const { hook, booking } = await strangers();
    const desk = newPhone();
    hook.behave = phone(desk);
    const handle = callReceived(newPhone(), booking.virtualNumber);
    const connection = [
      { action: 'makeCall', params: { source: booking.virtualNumber, destination: desk } },
    ];
    expect((await ask(handle)).callflow).toEqual(connection);
    expect((await ask(handle)).callflow).toEqual(connection);
    const { sessionId } = handle.payload;
    expect(await recordOf(sessionId)).toMatchObject({
      decision: 'connect',
      reason: 'hook-connected',
      bookingId: null,
    });
    const { body } = await app.get('/v1/audit-events?action=call.connect-by-hook').expect(200);
    expect(body.items[0]).toMatchObject({ objectId: sessionId, details: { target: 'phone' } });
    expect(JSON.stringify(body)).not.toContain(desk.slice(3));
    expect(logged(desk.slice(3))).toEqual([]);
    await dial(app, desk, booking.virtualNumber);
    expect(hook.received.at(-1)!.question).toMatchObject({ reason: 'not-a-party' });
  });

  it('is refused if the phone would not reach him by calling back, or is not permitted', async () => {
    const { hook, pool, booking } = await strangers({ allowedCountries: ['SG'] });
    const stranger = newPhone();
    const phones = [
      // He would reach the rider.
      booking.driver,
      pool.numbers[1]!,
      stranger,
      '+442079460000',
      // Premium rate.
      '+6519001234567',
    ];
    for (const number of phones) {
      hook.behave = phone(number);
      const handle = callReceived(stranger, booking.virtualNumber);
      const answer = await ask(handle);
      expect(connectedTo(answer), number).toBeUndefined();
      expect((await recordOf(handle.payload.sessionId))['decision']).toBe('refuse');
    }
    const dialled = pool.numbers.find((number) => number !== booking.virtualNumber)!;
    hook.behave = phone(booking.driver);
    expect(connectedTo(await dial(app, stranger, dialled))).toBe(booking.driver);
  });

  it.each([
    ['allow', ALLOW],
    ['refuse', says({ decision: 'refuse', message: { text: 'Who are you?' } })],
    ['nothing valid', says({ decision: 'connect' })],
    [
      'two targets',
      says({
        decision: 'connect',
        phoneNumber: '+6591178965',
        bookingId: randomUUID(),
        calleeRole: 'driver',
      }),
    ],
    ['no phone number', says({ decision: 'connect', phoneNumber: '+65' })],
    ['an error', says({}, 500)],
  ])(
    'is connected to nobody if the hook says %s, whether failures connect or refuse',
    async (name, behave) => {
      for (const onFailure of ['connect', 'refuse']) {
        const { hook, booking } = await setUp({ unknownCallers: true, onFailure });
        hook.behave = behave;
        const handle = callReceived(newPhone(), booking.virtualNumber);
        expectRefusal(await ask(handle), name === 'refuse' ? /Who are you/ : /not available/);
        expect(await recordOf(handle.payload.sessionId)).toMatchObject({
          decision: 'refuse',
          reason: name === 'refuse' ? 'hook-refused' : 'not-a-party',
        });
      }
    },
  );

  it('is not connected if that cannot be audited', async () => {
    const { hook, booking } = await strangers();
    hook.behave = ofBooking(booking);
    await app.db.query('alter table audit_event rename to audit_event_away');
    const handle = callReceived(newPhone(), booking.virtualNumber);
    const answer = await ask(handle);
    await app.db.query('alter table audit_event_away rename to audit_event');
    expectRefusal(answer, /try again later/);
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({ decision: 'refuse' });
  });
});
