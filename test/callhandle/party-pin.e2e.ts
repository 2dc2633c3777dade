import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BookingMapper, type BookingResponse } from '../../src/booking/reading/booking.mapper.js';
import { BookingRepository } from '../../src/booking/reading/booking.repository.js';
import { callflowFaults } from '../../src/eightxeight/index.js';
import { startApp, type TestApp } from '../support/app.js';
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

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

interface Question extends Answer {
  clientActionId?: string;
}

/** Creates a pool with PINs and one number, which its bookings share. */
const pinPool = (policy = {}, numbers = 1) =>
  createPool(app, { numbers, policy: { partyPin: true, maxCallsPerMinute: null, ...policy } });

const pinOf = ({ parties }: BookingResponse, role: string): string => {
  const pin = parties.find((party) => party.role === role)?.pin;
  expect(pin).toMatch(/^\d{8}$/);
  return pin!;
};

/** Returns a PIN that none of the bookings has. */
const wrongPin = (...bookings: BookingResponse[]): string => {
  const pins = bookings.flatMap(({ parties }) => parties.map(({ pin }) => pin));
  const taken = new Set(pins);
  return ['00000001', '00000002', '00000003', '00000004', '00000005'].find(
    (pin) => !taken.has(pin),
  )!;
};

/** A call from a phone that is a party of no booking. */
class UnknownCaller {
  readonly sessionId = randomUUID();
  question: Question | undefined;

  constructor(
    private readonly to: string,
    readonly from: unknown = newPhone(),
    private readonly on = app,
  ) {}

  async dial(): Promise<Question> {
    return this.send('CALL_RECEIVED', {});
  }

  enter(dtmf: string | null, clientActionId = this.question?.clientActionId): Promise<Question> {
    return this.send('ACTION_COMPLETED', { eventData: { dtmf }, clientActionId });
  }

  async record() {
    return (await app.get(`/v1/calls/${this.sessionId}`).expect(200)).body;
  }

  private async send(callStatus: string, more: object): Promise<Question> {
    const { sessionId } = this;
    const handle = callReceived(this.from, this.to, { sessionId, callStatus, ...more });
    const { body } = await this.on.webhook('call-action', handle).expect(200);
    expect(callflowFaults(body)).toEqual([]);
    this.question = body as Question;
    return this.question;
  }
}

const isExpected = ({ callflow, clientActionId }: Question): boolean =>
  callflow.length === 1 && callflow[0]?.action === 'sayAndCapture' && clientActionId !== undefined;

/** Expects a bare hangup: a message could be played into a conversation. */
const expectHangup = (answer: Answer): void =>
  expect(answer.callflow).toEqual([{ action: 'hangup' }]);

async function dialAndEnter(booking: TestBooking, pin: string, from?: unknown): Promise<Answer> {
  const caller = new UnknownCaller(booking.virtualNumber, from ?? newPhone());
  await caller.dial();
  return caller.enter(pin);
}

describe('a pool with PINs', () => {
  it('connects an unknown phone that enters a PIN to the other party, with the virtual number as caller id', async () => {
    const pool = await pinPool();
    const [first, second] = [
      await createBooking(app, pool.name),
      await createBooking(app, pool.name),
    ];
    for (const from of [newPhone(), 'anonymous', null]) {
      const caller = new UnknownCaller(first.virtualNumber, from);
      expect(isExpected(await caller.dial())).toBe(true);
      expect(await caller.record()).toMatchObject({ decision: 'ask', reason: 'pin-required' });
      expect((await caller.enter(pinOf(first, 'rider'))).callflow).toEqual([
        { action: 'makeCall', params: { source: first.virtualNumber, destination: first.driver } },
      ]);
      expect(await caller.record()).toMatchObject({
        decision: 'connect',
        reason: 'pin-accepted',
        bookingId: first.id,
        caller: { role: 'rider' },
        callee: { role: 'driver' },
      });
    }
    expect(connectedTo(await dialAndEnter(second, pinOf(second, 'driver')))).toBe(second.rider);
    // A known party is not asked.
    expect(connectedTo(await dial(app, first.driver, first.virtualNumber))).toBe(first.rider);
  });

  it('accepts a PIN only on the number of its party in mode per-party, also after a move', async () => {
    const { name, numbers } = await pinPool({ numberMode: 'per-party' }, 3);
    const [ofRider, ofDriver, free] = numbers as [string, string, string];
    const [rider, driver] = [newPhone(), newPhone()];
    const parties = [
      { role: 'rider', phoneNumber: rider, virtualNumber: ofRider },
      { role: 'driver', phoneNumber: driver, virtualNumber: ofDriver },
    ];
    const request = { pool: name, reference: randomUUID(), parties };
    const booking = (await app.post('/v1/bookings', request).expect(201)).body;
    const entered = async (number: string, role: string) => {
      const caller = new UnknownCaller(number);
      await caller.dial();
      return (await caller.enter(pinOf(booking, role))).callflow[0];
    };
    const toDriver = (source: string) => ({
      action: 'makeCall',
      params: { source, destination: driver },
    });
    expect(await entered(ofRider, 'rider')).toEqual(toDriver(ofDriver));
    expect((await entered(ofDriver, 'rider'))?.action).toBe('sayAndCapture');
    await app.patch(`/v1/virtual-numbers/${ofDriver}`, { state: 'draining' }).expect(200);
    await app.patch(`/v1/virtual-numbers/${ofRider}`, { maxActiveBookings: 1 }).expect(200);
    expect((await app.post(`/v1/pools/${name}/rebalance`).expect(200)).body.moved).toBe(1);
    expect(await entered(ofRider, 'rider')).toEqual(toDriver(free));
    expect(await entered(free, 'driver')).toMatchObject({ params: { source: ofRider } });
  });

  it('assigns a different PIN to each party on a number, also in a batch', async () => {
    const pool = await pinPool();
    const bookings = await Promise.all(
      Array.from({ length: 30 }, () => createBooking(app, pool.name)),
    );
    const pins = bookings.flatMap((booking) => [pinOf(booking, 'rider'), pinOf(booking, 'driver')]);
    expect(new Set(pins).size).toBe(60);
    const { rows } = await app.db.query(
      `select count(*)::int as pins from party_pin pin join virtual_number n
           on n.id = pin.virtual_number_id where n.msisdn = $1`,
      [pool.numbers[0]],
    );
    expect(rows[0].pins).toBe(60);
  });

  it('shows the PINs in a single booking, but not in lists or masked bookings', async () => {
    const pool = await pinPool();
    const { id, parties } = await createBooking(app, pool.name);
    const again = await app.get(`/v1/bookings/${id}`).expect(200);
    expect(again.body.parties).toEqual(parties);
    const list = await app.get(`/v1/bookings?pool=${pool.name}`).expect(200);
    for (const party of list.body.items[0].parties) expect(party).not.toHaveProperty('pin');
    const row = await app.nest.get(BookingRepository).findById(id);
    const masked = app.nest.get(BookingMapper).toResponse(row!);
    for (const party of masked.parties) expect(party).not.toHaveProperty('pin');
  });

  it('stores and logs no PIN in plain text', async () => {
    const pool = await pinPool();
    const booking = await createBooking(app, pool.name);
    const pins = [pinOf(booking, 'rider'), pinOf(booking, 'driver')];
    await dialAndEnter(booking, pins[0]!);
    await dialAndEnter(booking, wrongPin(booking));
    for (const table of ['party', 'party_pin', 'call_session', 'booking', 'pin_guard']) {
      const { rows } = await app.db.query(`select t::text as row from ${table} t`);
      const hex = pins.map((pin) => Buffer.from(pin).toString('hex'));
      const found = rows.filter(({ row }) => [...pins, ...hex].some((pin) => row.includes(pin)));
      expect(found).toEqual([]);
    }
    expect(pins.some((pin) => app.logs.lines.join('\n').includes(pin))).toBe(false);
  });

  it("asks with the pool's own messages", async () => {
    const messages = {
      enterPin: { text: 'PIN please.', voiceProfile: 'en-GB-Susan', speed: 0.8 },
      wrongPin: { text: 'Once more.' },
      pinRefused: { text: 'No.' },
    };
    const pool = await pinPool({ messages });
    const booking = await createBooking(app, pool.name);
    const caller = new UnknownCaller(booking.virtualNumber);
    expect((await caller.dial()).callflow[0]?.params).toMatchObject({
      promptMessage: 'PIN please.',
      voiceProfile: 'en-GB-Susan',
      speed: 0.8,
    });
    // Without a configured voice the default is sent, because 8x8 requires one.
    expect((await caller.enter(null)).callflow[0]?.params).toMatchObject({
      promptMessage: 'Once more.',
      voiceProfile: 'en-US-ZiraRUS',
    });
    await caller.enter(null);
    expectRefusal(await caller.enter(null), /^No\.$/);
    const file = { policy: { messages: { enterPin: { fileUrl: 'https://example.org/a.mp3' } } } };
    await app.patch(`/v1/pools/${pool.name}`, file).expect(400);
  });

  it('says in an explanation that the caller would be asked', async () => {
    const pool = await pinPool();
    const { virtualNumber } = await createBooking(app, pool.name);
    const { body } = await app
      .post('/v1/routing/explain', { virtualNumber, caller: newPhone() })
      .expect(200);
    expect(body).toMatchObject({ decision: 'ask', reason: 'pin-required', bookingId: null });
    expect(body.callflow[0].action).toBe('sayAndCapture');
  });

  it('does not let a virtual number or a barred party of a one-way booking bypass the rules', async () => {
    const pool = await pinPool({}, 2);
    const booking = await createBooking(app, pool.name, { callersAllowed: ['driver'] });
    const other = pool.numbers.find((number) => number !== booking.virtualNumber);
    expectRefusal(await dial(app, other, booking.virtualNumber));
    expectRefusal(await dialAndEnter(booking, pinOf(booking, 'rider')), /wait to be called/);
    expect(connectedTo(await dialAndEnter(booking, pinOf(booking, 'driver')))).toBe(booking.rider);
  });
});

describe('a pool without PINs', () => {
  it('creates no PINs and asks for none', async () => {
    const pool = await createPool(app);
    const { parties, virtualNumber } = await createBooking(app, pool.name);
    for (const party of parties) expect(party).not.toHaveProperty('pin');
    expectRefusal(await dial(app, newPhone(), virtualNumber));
    expectRefusal(await dial(app, 'anonymous', virtualNumber));
  });

  it('connects nobody by PINs that were created earlier', async () => {
    const pool = await pinPool();
    const booking = await createBooking(app, pool.name);
    const caller = new UnknownCaller(booking.virtualNumber);
    await caller.dial();
    await app.patch(`/v1/pools/${pool.name}`, { policy: { partyPin: false } }).expect(200);
    expectRefusal(await caller.enter(pinOf(booking, 'rider')));
    expectRefusal(await dial(app, newPhone(), booking.virtualNumber));
  });
});

describe('a wrong PIN', () => {
  it('is asked for again twice, then the call is refused', async () => {
    const pool = await pinPool();
    const booking = await createBooking(app, pool.name);
    const caller = new UnknownCaller(booking.virtualNumber);
    await caller.dial();
    expect(isExpected(await caller.enter(wrongPin(booking)))).toBe(true);
    expect(isExpected(await caller.enter('12'))).toBe(true);
    expectRefusal(await caller.enter(wrongPin(booking)), /not a PIN/);
    expect(await caller.record()).toMatchObject({ decision: 'refuse', reason: 'pin-wrong' });
    // The call has ended: another PIN is not accepted, not even a right one.
    expectHangup(await caller.enter(pinOf(booking, 'rider')));
  });

  it('includes the PIN of another number', async () => {
    const pool = await pinPool({}, 2);
    const rider = newPhone();
    const here = await createBooking(app, pool.name, { rider });
    const there = await createBooking(app, pool.name, { rider });
    expect(here.virtualNumber).not.toBe(there.virtualNumber);
    const caller = new UnknownCaller(here.virtualNumber);
    await caller.dial();
    expect(connectedTo(await caller.enter(pinOf(there, 'rider')))).toBeUndefined();
    expect(connectedTo(await caller.enter(pinOf(here, 'rider')))).toBe(here.driver);
  });

  it('locks its caller out of the number after six attempts, on all replicas, and nobody else', async () => {
    const pool = await pinPool();
    const replica = await app.replica();
    const booking = await createBooking(app, pool.name);
    const from = newPhone();
    const calls = Array.from(
      { length: 6 },
      (_, at) => new UnknownCaller(booking.virtualNumber, from, at % 2 ? app : replica),
    );
    for (const call of calls) await call.dial();
    // Concurrent attempts are counted like consecutive ones.
    await Promise.all(calls.map((call) => call.enter(wrongPin(booking))));
    const { rows } = await app.db.query(
      `select failures from pin_guard where virtual_number_id =
         (select id from virtual_number where msisdn = $1)`,
      [booking.virtualNumber],
    );
    // One counter for this caller, and one for all callers of the number.
    expect(rows).toEqual([{ failures: 6 }, { failures: 6 }]);
    expectRefusal(await calls[0]!.enter(pinOf(booking, 'rider')), /not a PIN/);
    expect(await calls[0]!.record()).toMatchObject({ reason: 'pin-locked' });
    expectRefusal(await dialAndEnter(booking, pinOf(booking, 'rider'), from));

    expect(connectedTo(await dialAndEnter(booking, pinOf(booking, 'rider')))).toBe(booking.driver);
    expect(connectedTo(await dialAndEnter(booking, pinOf(booking, 'rider'), 'anonymous'))).toBe(
      booking.driver,
    );
    await app.db.query(`update pin_guard set since = since - interval '1 hour'`);
    expect(connectedTo(await dialAndEnter(booking, pinOf(booking, 'rider'), from))).toBe(
      booking.driver,
    );
  });
});

describe('a caller who guesses PINs across the numbers of a pool', () => {
  const failuresIn = async (pool: string): Promise<number> => {
    const { rows } = await app.db.query(
      `select g.failures from pin_guard g join pool p on p.id = g.pool_id
        where p.name = $1 and g.virtual_number_id = 0`,
      [pool],
    );
    return rows[0]?.failures ?? 0;
  };
  /** Creates one booking on each number of a pool. */
  const bookingOnEach = async (policy = {}) => {
    const pool = await pinPool(policy, 9);
    const bookings = await Promise.all(
      pool.numbers.map((virtualNumber) => createBooking(app, pool.name, { virtualNumber })),
    );
    return { pool, bookings, last: bookings.pop()! };
  };
  const guessAtAll = (bookings: TestBooking[], from: unknown, on: TestApp[]) =>
    Promise.all(
      bookings.map(async (booking, at) => {
        const call = new UnknownCaller(booking.virtualNumber, from, on[at % on.length]);
        await call.dial();
        return call.enter(wrongPin(booking));
      }),
    );

  it('has 20 wrong PINs an hour in the whole pool, on all replicas, without affecting others', async () => {
    const { pool, bookings, last } = await bookingOnEach();
    const other = await createBooking(app, (await pinPool()).name);
    const from = newPhone();
    const replica = await app.replica();
    // Each of the eight numbers allows three attempts per call: 20 are checked and four exceed the
    // limit.
    for (let round = 0; round < 5; round += 1) await guessAtAll(bookings, from, [app, replica]);
    expect(await failuresIn(pool.name)).toBe(20);

    expectRefusal(await dialAndEnter(last, pinOf(last, 'rider'), from), /not a PIN/);
    expect(connectedTo(await dialAndEnter(last, pinOf(last, 'rider')))).toBe(last.driver);
    expect(connectedTo(await dialAndEnter(other, pinOf(other, 'rider'), from))).toBe(other.driver);
    // An hour after the first wrong PIN.
    await app.db.query(
      `update pin_guard set since = since - interval '1 hour' where virtual_number_id = 0`,
    );
    expect(connectedTo(await dialAndEnter(last, pinOf(last, 'rider'), from))).toBe(last.driver);
  });

  it('and withholds the number shares 200 with all withheld callers, so that 20 lock nobody out', async () => {
    const { pool, bookings, last } = await bookingOnEach();
    for (let round = 0; round < 3; round += 1) await guessAtAll(bookings, 'anonymous', [app]);
    expect(await failuresIn(pool.name)).toBe(24);
    const right = () => dialAndEnter(last, pinOf(last, 'rider'), 'anonymous');
    expect(connectedTo(await right())).toBe(last.driver);
    const set = (failures: number) =>
      app.db.query('update pin_guard set failures = $1 where virtual_number_id = 0', [failures]);
    await set(199);
    await dialAndEnter(last, wrongPin(last), 'anonymous');
    expect(await failuresIn(pool.name)).toBe(200);
    expectRefusal(await right(), /not a PIN/);
    expect(connectedTo(await dialAndEnter(last, pinOf(last, 'rider')))).toBe(last.driver);
  });

  it('may try again an hour after the first wrong PIN, even if more followed', async () => {
    const { pool, bookings, last } = await bookingOnEach();
    const from = newPhone();
    await dialAndEnter(last, wrongPin(last), from);
    await app.db.query(`update pin_guard set since = since - interval '59 minutes'`);
    await guessAtAll(bookings.slice(0, 2), from, [app]);
    expect(await failuresIn(pool.name)).toBe(3);
    await app.db.query(`update pin_guard set since = since - interval '1 minute'`);
    await guessAtAll(bookings.slice(0, 1), from, [app]);
    expect(await failuresIn(pool.name)).toBe(1);
  });
});

describe('callers who guess PINs of one number', () => {
  it('have 100 wrong PINs an hour together, from any number of phones', async () => {
    const pool = await pinPool({}, 2);
    const [virtualNumber, otherNumber] = pool.numbers;
    const booking = await createBooking(app, pool.name, { virtualNumber });
    const other = await createBooking(app, pool.name, { virtualNumber: otherNumber });
    const replica = await app.replica();
    const guess = async (on: TestApp) => {
      const call = new UnknownCaller(booking.virtualNumber, newPhone(), on);
      await call.dial();
      await call.enter(wrongPin(booking));
    };
    await Promise.all(Array.from({ length: 8 }, (_, at) => guess(at % 2 ? app : replica)));
    const ofAll = `caller_index = decode(repeat('ff', 32), 'hex') and virtual_number_id =
      (select id from virtual_number where msisdn = '${booking.virtualNumber}')`;
    const { rows } = await app.db.query(`select failures from pin_guard where ${ofAll}`);
    expect(rows).toEqual([{ failures: 8 }]);

    await app.db.query(`update pin_guard set failures = 99 where ${ofAll}`);
    const right = (of = booking) => dialAndEnter(of, pinOf(of, 'rider'));
    expect(connectedTo(await right())).toBe(booking.driver);
    await guess(app);
    expectRefusal(await right(), /not a PIN/);
    // Neither the parties' own phones nor other numbers are affected.
    expect(connectedTo(await dial(app, booking.rider, booking.virtualNumber))).toBe(booking.driver);
    expect(connectedTo(await right(other))).toBe(other.driver);
    await app.db.query(`update pin_guard set since = since - interval '1 hour' where ${ofAll}`);
    expect(connectedTo(await right())).toBe(booking.driver);
  });
});

describe('the PIN dialogue of a call', () => {
  const asked = async (from?: unknown) => {
    const pool = await pinPool();
    const booking = await createBooking(app, pool.name);
    const caller = new UnknownCaller(booking.virtualNumber, from ?? newPhone());
    await caller.dial();
    return { pool, booking, caller };
  };

  it('cannot be continued with a forged id, or the id of another call or attempt', async () => {
    const { booking, caller } = await asked();
    const right = caller.question!.clientActionId!;
    const other = new UnknownCaller(booking.virtualNumber);
    const foreign = (await other.dial()).clientActionId;
    const pin = pinOf(booking, 'rider');
    const forged = [
      undefined,
      '',
      foreign,
      right.replace('pin-1', 'pin-2'),
      `${right.slice(0, -1)}${right.endsWith('A') ? 'B' : 'A'}`,
      right.slice(0, -1),
      'pin-1-',
      `pin-9-${'A'.repeat(43)}`,
    ];
    for (const id of forged) expectHangup(await caller.enter(pin, id ?? 'none'));
    const otherPhone = new UnknownCaller(booking.virtualNumber);
    Object.assign(otherPhone, { sessionId: caller.sessionId });
    expectHangup(await otherPhone.enter(pin, right));
    expect(connectedTo(await caller.enter(pin, right))).toBe(booking.driver);
  });

  it('gives the same callflow for a repeated message, which counts as one attempt', async () => {
    const { booking, caller } = await asked();
    const first = caller.question!.clientActionId;
    const wrong = wrongPin(booking);
    const answers = await Promise.all([1, 2, 3, 4].map(() => caller.enter(wrong, first)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(isExpected(answers[0]!)).toBe(true);
    const { rows } = await app.db.query(
      `select pin_tries from call_session where session_id = $1`,
      [caller.sessionId],
    );
    expect(rows).toEqual([{ pin_tries: 1 }]);
    // Another PIN for the same question is not accepted and not counted.
    expectHangup(await caller.enter(pinOf(booking, 'rider'), first));

    const second = answers[0]!.clientActionId;
    const pin = pinOf(booking, 'rider');
    const connected = await caller.enter(pin, second);
    expect(connectedTo(connected)).toBe(booking.driver);
    expect(await caller.enter(pin, second)).toEqual(connected);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    expectRefusal(await caller.enter(pin, second), /has ended/);
  });

  it('repeats the question when the call itself is reported twice', async () => {
    const { booking, caller } = await asked();
    const first = caller.question;
    expect(await caller.dial()).toEqual(first);
    await caller.enter(wrongPin(booking));
    await caller.enter(wrongPin(booking));
    await caller.enter(wrongPin(booking));
    expectRefusal(await caller.dial(), /not a PIN/);
  });

  it('ends as refused if the caller hangs up', async () => {
    const { booking, caller } = await asked();
    const { sessionId } = caller;
    const payload = { sessionId, subAccountId: 'maskline_demo', sessionStatus: 'COMPLETED' };
    const callA = { callStatus: 'COMPLETED', destination: booking.virtualNumber };
    await app
      .webhook('session-summary', { payload: { ...payload, details: { callA } } })
      .expect(200);
    expect(await caller.record()).toMatchObject({ decision: 'ask', outcome: 'refused' });
  });

  it('connects nobody to a number that the operator has listed as withheld since the booking', async () => {
    const booking = await createBooking(app, (await pinPool()).name);
    const changed = await app.replica({ WITHHELD_CALLERS: booking.driver.slice(1) });
    const caller = new UnknownCaller(booking.virtualNumber, newPhone(), changed);
    await caller.dial();
    expectRefusal(await caller.enter(pinOf(booking, 'rider')));
    expect(await caller.record()).toMatchObject({ decision: 'refuse', reason: 'route-refused' });
  });

  it('connects nobody if the PIN was moved to another booking in the database', async () => {
    const { pool, booking, caller } = await asked();
    const other = await createBooking(app, pool.name);
    await app.db.query('update party_pin set booking_id = $2 where booking_id = $1', [
      booking.id,
      other.id,
    ]);
    expectRefusal(await caller.enter(pinOf(booking, 'rider')), /try again later/);
    expect(await caller.record()).toMatchObject({ decision: 'refuse', reason: 'route-refused' });
  });
});

describe('the PIN of a booking', () => {
  it('ends with the booking', async () => {
    const pool = await pinPool({ graceSeconds: 0 });
    const booking = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
    expectRefusal(await dialAndEnter(booking, pinOf(booking, 'rider')), /has ended/);
  });

  it('is revoked when its party is replaced, and the new party gets another PIN', async () => {
    const pool = await pinPool();
    const booking = await createBooking(app, pool.name);
    const before = pinOf(booking, 'driver');
    const phoneNumber = newPhone();
    const path = `/v1/bookings/${booking.id}/parties/driver`;
    const { body } = await app.put(path, { phoneNumber }).expect(200);
    const after = pinOf(body, 'driver');
    expect(after).not.toBe(before);
    expect(pinOf(body, 'rider')).toBe(pinOf(booking, 'rider'));
    // The replaced party's PIN counts as a wrong PIN.
    expect(isExpected(await dialAndEnter(booking, before))).toBe(true);
    expect(connectedTo(await dialAndEnter(booking, after))).toBe(booking.rider);
    expect(connectedTo(await dialAndEnter(booking, pinOf(booking, 'rider')))).toBe(phoneNumber);
    const again = await app.put(path, { phoneNumber }).expect(200);
    expect(again.body.parties).toEqual(body.parties);
  });

  it('works on the old and the new number after the booking moved', async () => {
    const pool = await pinPool({}, 2);
    const newcomer = newPhone();
    const booking = await createBooking(app, pool.name);
    await createBooking(app, pool.name, { rider: newcomer, virtualNumber: booking.virtualNumber });
    const { body } = await app
      .put(`/v1/bookings/${booking.id}/parties/driver`, { phoneNumber: newcomer })
      .expect(200);
    expect(body.virtualNumberChanged).toBe(true);
    const moved = { ...booking, virtualNumber: body.virtualNumber };
    const riderPin = pinOf(booking, 'rider');
    expect(connectedTo(await dialAndEnter(moved, riderPin))).toBe(newcomer);
    expect(connectedTo(await dialAndEnter(booking, riderPin))).toBe(newcomer);
    expect(connectedTo(await dialAndEnter(moved, pinOf(body, 'driver')))).toBe(booking.rider);
    expect(connectedTo(await dialAndEnter(booking, pinOf(booking, 'driver')))).toBeUndefined();
  });
});
