import { randomInt, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toStorableId } from '../../src/platform/input/index.js';
import { type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { createBooking, newPhone, type TestBooking } from '../support/scenario.js';
import type { SentSms, SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  inboundText,
  receipt,
  SMS_SUB_ACCOUNT,
  startTexts,
} from '../support/texts.js';

/** Any mangled message gets status 200, and forwards a text only from a party to the other party. */
const MESSAGES = 20_000;
const AT_ONCE = 50;

let app: TestApp;
let sms: SmsEndpoint;
let stop: () => Promise<void>;
const bookings: TestBooking[] = [];
const strangers = Array.from({ length: 3 }, newPhone);
const sent: SentSms[] = [];
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  const pool = await createTextPool(app, { policy: { maxMessagesPerMinute: null } });
  for (let count = 0; count < 4; count += 1) bookings.push(await createBooking(app, pool.name));
  await app.post(`/v1/bookings/${bookings[3]!.id}/cancel`).expect(200);
  await app.webhook('sms', inboundText(bookings[0]!.rider, bookings[0]!.virtualNumber, 'x'));
  await forward(app);
  sent.push(...sms.delivered.splice(0));
});
afterAll(() => stop());

/** Returns spellings of a number, some of which are no longer that number. */
const spellings = (e164: string): fc.Arbitrary<unknown> =>
  fc.constantFrom(
    e164,
    e164.slice(1),
    ` ${e164.slice(0, 3)} ${e164.slice(3)}`,
    e164.slice(1, -1),
    `${e164}0`,
    `00${e164.slice(1)}`,
    `sip:${e164}@example.org`,
    [e164],
    { number: e164 },
    Number(e164.slice(1)),
    e164.slice(3),
    `${e164}\u0000`,
  );

const numbers = (): fc.Arbitrary<unknown> => {
  const known = bookings.flatMap(({ rider, driver, virtualNumber }) => [
    rider,
    driver,
    virtualNumber,
  ]);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known, ...strangers) },
    { weight: 3, arbitrary: fc.constantFrom(...known, ...strangers).chain(spellings) },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.constantFrom('', 'InfoSMS', '88888', null, undefined), fc.string()),
    },
  );
};

const texts = () =>
  fc.oneof(
    { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 2, arbitrary: fc.constantFrom('STOP', 'start', 'Help!', 'x'.repeat(12_000), '') },
    { weight: 1, arbitrary: fc.jsonValue() },
  );

const subAccounts = () =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(SMS_SUB_ACCOUNT as unknown) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );

const inbound = () =>
  fc
    .record(
      {
        umid: fc.oneof(
          { weight: 5, arbitrary: fc.uuid() },
          { weight: 1, arbitrary: fc.jsonValue() },
        ),
        source: numbers(),
        destination: numbers(),
        body: texts(),
        subAccountId: subAccounts(),
        timestamp: fc.oneof(fc.constant('2026-01-06T08:12:01Z'), fc.jsonValue()),
        encoding: fc.jsonValue(),
        smsCount: fc.jsonValue(),
        price: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((overrides) =>
      inboundText(bookings[0]!.rider, bookings[0]!.virtualNumber, 'Hello', overrides),
    );

const receipts = () =>
  fc
    .record(
      {
        umid: fc.oneof(fc.uuid(), fc.jsonValue()),
        clientMessageId: fc.oneof(fc.constant(sent[0]!.clientMessageId), fc.jsonValue(), fc.uuid()),
        source: numbers(),
        destination: numbers(),
        subAccountId: subAccounts(),
        status: fc.oneof(
          fc.record(
            {
              state: fc.oneof(
                fc.constantFrom('queued', 'sent', 'delivered', 'undelivered', 'READ', 'rejected'),
                fc.jsonValue(),
              ),
              detail: fc.oneof(fc.constantFrom('delivered_to_operator'), fc.jsonValue()),
              timestamp: fc.oneof(fc.constant('2020-12-22T01:24:30.6030893Z'), fc.jsonValue()),
              errorCode: fc.oneof(fc.integer(), fc.jsonValue()),
              errorMessage: fc.jsonValue(),
            },
            { requiredKeys: [] },
          ),
          fc.jsonValue(),
        ),
        price: fc.oneof(
          fc.record({ total: fc.double(), currency: fc.constantFrom('EUR', 'x', null) }),
          fc.jsonValue(),
        ),
        smsCount: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((overrides) => receipt(sent[0]!, 'sent', undefined, overrides));

const envelopes = () =>
  fc
    .tuple(fc.oneof(inbound(), receipts()), fc.jsonValue(), fc.nat({ max: 30 }))
    .map(([message, noise, at]) => {
      if (at === 0) return { ...message, namespace: noise };
      if (at === 1) return { ...message, eventType: noise };
      if (at === 2) return { ...message, payload: noise };
      return message;
    });

const bodies = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: envelopes().map((message) => JSON.stringify(message)) },
    { weight: 1, arbitrary: fc.jsonValue().map((any) => JSON.stringify(any)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat({ max: 500 }), fc.string({ maxLength: 3 })).map(([at, noise]) => {
        const text = JSON.stringify(
          inboundText(bookings[0]!.rider, bookings[0]!.virtualNumber, randomUUID()),
        );
        return text.slice(0, at) + noise + text.slice(at + noise.length);
      }),
    },
    { weight: 1, arbitrary: fc.string() },
  );

const digitsOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/\D/g, '') : '';

/** Member names are read in any letter case. */
const inLowerCase = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value as object).map(([name, member]) => [name.toLowerCase(), member]),
  );

/** Returns the id in a message, in its stored form. */
function umidIn(body: string): string | undefined {
  try {
    const umid = inLowerCase(inLowerCase(JSON.parse(body))['payload'])['umid'];
    return typeof umid === 'string' ? toStorableId(umid, 200) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the message, read as tolerantly as possible, is a text of a live booking's party. */
function isJustified(body: string, { source, destination, text }: SentSms): boolean {
  const payload = inLowerCase(inLowerCase(JSON.parse(body))['payload']);
  const [from, to] = [digitsOf(payload['source']), digitsOf(payload['destination'])];
  return bookings.slice(0, 3).some(({ rider, driver, virtualNumber }) => {
    const other = { [digitsOf(rider)]: driver, [digitsOf(driver)]: rider }[from];
    const isWhole = payload['body'] === text || !String(payload['body']).isWellFormed();
    const isCleaned = String(payload['body']).replaceAll('\0', '') === text;
    return (
      to === digitsOf(virtualNumber) &&
      destination === other &&
      source === virtualNumber &&
      (isWhole || isCleaned)
    );
  });
}

describe('a message of the SMS webhook', () => {
  it(`is handled safely with any content (${MESSAGES.toLocaleString('en')} messages)`, async () => {
    const seed = randomInt(2 ** 31);
    // First some that are right: noise may opt the parties out, so that no later text is forwarded.
    const right = Array.from({ length: 60 }, (_, at) => {
      const { rider, driver, virtualNumber } = bookings[at % 3]!;
      return inboundText(at % 2 === 0 ? rider : driver, virtualNumber, randomUUID());
    }).map((message) => JSON.stringify(message));
    const messages = [...right, ...fc.sample(bodies(), { numRuns: MESSAGES, seed })];
    const send = async (body: string): Promise<void> => {
      const response = await fetch(`${app.url}/webhooks/8x8/sms`, {
        method: 'POST',
        headers: { authorization: WEBHOOK_SECRET, 'content-type': 'application/json' },
        body,
      });
      const isXml = body.trimStart().startsWith('<');
      expect(response.status, `seed ${seed}: ${body}`).toBe(isXml ? 415 : 200);
    };
    await Promise.all(right.map(send));
    let { forwarded } = await forward(app);
    for (let from = right.length; from < messages.length; from += AT_ONCE) {
      await Promise.all(messages.slice(from, from + AT_ONCE).map(send));
    }
    const { rows } = await app.db.query('select id, inbound_umid from message');
    const umidOf = new Map(rows.map(({ id, inbound_umid: umid }) => [id, umid]));
    for (;;) {
      const { forwarded: count } = await forward(app);
      forwarded += count;
      const { rowCount } = await app.db.query(
        `select from message where state in ('forwarding', 'sending')`,
      );
      if (rowCount === 0) break;
    }
    const bodiesOf = new Map<string, string[]>();
    for (const body of messages) {
      const umid = umidIn(body);
      if (umid !== undefined) bodiesOf.set(umid, [...(bodiesOf.get(umid) ?? []), body]);
    }
    for (const one of sms.delivered) {
      const umid = umidOf.get(one.clientMessageId) as string;
      const candidates = bodiesOf.get(umid) ?? [];
      const isRight = candidates.some((body) => isJustified(body, one));
      expect(isRight, `seed ${seed}: ${umid}: ${candidates.join('\n')}`).toBe(true);
    }
    // The test is only meaningful if some texts are forwarded.
    expect(forwarded).toBeGreaterThan(5);
    const logs = app.logs.lines.join('\n');
    for (const { rider, driver } of bookings) {
      for (const phone of [rider, driver]) expect(logs.includes(phone.slice(3))).toBe(false);
    }
  }, 600_000);
});
