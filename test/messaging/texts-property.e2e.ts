import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForwardingRepository } from '../../src/messaging/forwarding/forwarding.repository.js';
import type { TestApp } from '../support/app.js';
import { expectProperty } from '../support/property.js';
import { createBooking, newPhone, type TestBooking, type TestPool } from '../support/scenario.js';
import {
  queued,
  respond,
  type SentSms,
  type SmsBehaviour,
  type SmsEndpoint,
} from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  inboundText,
  passPause,
  receipt,
  startTexts,
} from '../support/texts.js';

/**
 * Any interleaving, repetition and loss of inbound texts, of 8x8's responses and of receipts, with two
 * replicas that may die between sending a text and storing that it was sent.
 */
const RUNS = 25;

let first: TestApp;
let second: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
const bookings: TestBooking[] = [];
const strangers = [newPhone(), newPhone()];
beforeAll(async () => {
  ({ app: first, sms, stop } = await startTexts());
  second = await first.replica();
  pool = await createTextPool(first, { numbers: 3, policy: { maxMessagesPerMinute: null } });
  for (let count = 0; count < 3; count += 1) bookings.push(await createBooking(first, pool.name));
  const ended = await createBooking(first, pool.name);
  await first.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
  bookings.push(ended);
});
afterAll(() => stop());

type Answer = 'ok' | 'rejected' | 'busy' | 'error' | 'lost' | 'lost-before' | 'receipt-first';
/** What 8x8 makes of a request, by its probability. */
const ANSWERS: readonly Answer[] = [
  ...Array.from({ length: 6 }, () => 'ok' as const),
  'rejected',
  'busy',
  'error',
  'lost',
  'lost-before',
  'receipt-first',
];

interface Step {
  kind: 'text' | 'repeat' | 'forward' | 'receipt' | 'stop' | 'start' | 'death';
  /** Chooses booking, replica, text and so on. */
  pick: number;
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind'][]>(
      ...(['text', 'text', 'text', 'repeat', 'forward', 'forward', 'receipt'] as const),
      ...(['stop', 'start', 'death'] as const),
    ),
    pick: fc.nat({ max: 1_000_000 }),
  }),
  { minLength: 5, maxLength: 40 },
);

const pickOf = <Item>(list: readonly Item[], pick: number): Item => list[pick % list.length]!;

/** One run: its texts and its choices. */
class World {
  readonly inbound: { umid: string; message: object; from: string; to: string }[] = [];
  private readonly random: () => number;

  constructor(seed: number) {
    let state = seed || 1;
    this.random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state;
    };
  }

  readonly behave: SmsBehaviour = async (one, response, deliver) => {
    const answer = pickOf(ANSWERS, this.random());
    if (answer === 'busy') return respond(response, 429, {}, { 'retry-after': '1' });
    if (answer === 'lost-before') return void response.destroy();
    if (answer === 'rejected') return respond(response, 200, { status: { code: 'REJECTED' } });
    deliver();
    if (answer === 'error') return respond(response, 500, { code: 2000 });
    if (answer === 'lost') return void response.destroy();
    if (answer === 'receipt-first') await this.takeReceipt(one);
    return respond(response, 200, queued(one));
  };

  async take({ kind, pick }: Step): Promise<void> {
    const app = pick % 2 ? first : second;
    const booking = pickOf(bookings, pick >> 1);
    const party = [booking.rider, booking.driver][(pick >> 3) % 2]!;
    const sender = (pick >> 4) % 5 === 0 ? pickOf(strangers, pick) : party;
    switch (kind) {
      case 'text':
        return this.write(app, sender, booking, `text ${this.inbound.length} of ${pick}`);
      case 'stop':
      case 'start':
        return this.write(app, sender, booking, kind);
      case 'repeat': {
        const again = this.inbound[pick % Math.max(1, this.inbound.length)];
        if (again) await app.webhook('sms', again.message).expect(200);
        return;
      }
      case 'receipt': {
        const one = sms.delivered[pick % Math.max(1, sms.delivered.length)];
        if (one) await this.takeReceipt(one);
        return;
      }
      case 'forward':
        await passPause(first);
        await forward(app);
        return;
      case 'death':
        return this.die(app);
    }
  }

  /** Forwards, and loses every outcome, as a replica does that is killed after it has sent. */
  private async die(app: TestApp): Promise<void> {
    const texts = app.nest.get(ForwardingRepository);
    texts.forwarded = () => Promise.reject(new Error('killed'));
    texts.unsent = () => Promise.reject(new Error('killed'));
    await forward(app);
    delete (texts as Partial<ForwardingRepository>).forwarded;
    delete (texts as Partial<ForwardingRepository>).unsent;
    await first.db.query(`update message set claimed_until = now() where state = 'sending'`);
  }

  private async write(app: TestApp, from: string, booking: TestBooking, body: string) {
    const message = inboundText(from, booking.virtualNumber, body);
    const { umid } = message.payload;
    this.inbound.push({ umid, message, from, to: booking.virtualNumber });
    await app.webhook('sms', message).expect(200);
  }

  private async takeReceipt(one: SentSms): Promise<void> {
    const state = pickOf(['queued', 'sent', 'delivered', 'undelivered'], this.random());
    const app = this.random() % 2 ? first : second;
    await app.webhook('sms', receipt(one, state)).expect(200);
  }

  /** Lets all pauses and leases be over, until nothing waits. */
  async settle(): Promise<void> {
    for (let round = 0; round < 50; round += 1) {
      await first.db.query(`update message set claimed_until = now() where state = 'sending'`);
      await passPause(first);
      await Promise.all([forward(first), forward(second)]);
      const { rowCount } = await first.db.query(
        `select from message where state in ('forwarding', 'sending')`,
      );
      if (rowCount === 0) return;
    }
    throw new Error('some texts never end');
  }
}

describe('texts', () => {
  it('end in one state each, reach a phone once, and only that of the other party', async () => {
    const property = fc.asyncProperty(steps, fc.nat({ max: 2 ** 30 }), async (taken, seed) => {
      await first.db.query('truncate message, opt_out');
      sms.requests.splice(0);
      sms.delivered.splice(0);
      const world = new World(seed);
      sms.behave = world.behave;
      for (const step of taken) await world.take(step);
      await world.settle();

      const { rows } = await first.db.query('select * from message');
      expect(rows.map(({ inbound_umid: umid }) => umid).toSorted()).toEqual(
        world.inbound.map(({ umid }) => umid).toSorted(),
      );
      for (const row of rows) {
        expect(['forwarded', 'refused', 'failed', 'unknown']).toContain(row.state);
        expect(row.text_ciphertext).toBeNull();
      }
      const byId = new Map(rows.map((row) => [row.id, row]));
      const numbers = new Set(pool.numbers);
      const seen = new Set<string>();
      for (const { clientMessageId, source, destination, text } of sms.delivered) {
        expect(seen.has(clientMessageId), 'no phone gets a text twice').toBe(false);
        seen.add(clientMessageId);
        const { inbound_umid: umid, state } = byId.get(clientMessageId)!;
        expect(['forwarded', 'unknown']).toContain(state);
        const { from, to } = world.inbound.find((one) => one.umid === umid)!;
        const booking = bookings.find(
          (one) => one.virtualNumber === to && [one.rider, one.driver].includes(from),
        )!;
        expect(destination).toBe(from === booking.rider ? booking.driver : booking.rider);
        expect(booking).not.toBe(bookings[3]);
        expect(numbers.has(source)).toBe(true);
        expect(text).toMatch(/^text/);
      }
      for (const row of rows) {
        if (row.state === 'refused' || row.state === 'failed') expect(seen.has(row.id)).toBe(false);
      }
    });
    await expectProperty(property, { numRuns: RUNS, seed: randomInt(2 ** 31) });
  }, 300_000);
});
