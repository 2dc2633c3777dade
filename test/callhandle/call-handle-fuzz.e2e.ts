import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callflowFaults } from '../../src/eightxeight/index.js';
import { startApp, SUB_ACCOUNT, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import {
  type Answer,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

/**
 * Any mangled message gets status 200 and a valid callflow, and connects only a party to the other
 * party.
 */
const MESSAGES = 20_000;
const AT_ONCE = 50;

let app: TestApp;
const bookings: TestBooking[] = [];
const strangers = Array.from({ length: 3 }, newPhone);
beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app, { numbers: 3, policy: { maxCallsPerMinute: null } });
  for (let count = 0; count < 4; count += 1) bookings.push(await createBooking(app, pool.name));
  await app.post(`/v1/bookings/${bookings[3]!.id}/cancel`).expect(200);
  const withPins = await createPool(app, { policy: { maxCallsPerMinute: null, partyPin: true } });
  bookings.push(await createBooking(app, withPins.name));
});
afterAll(() => app.stop());

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
      arbitrary: fc.oneof(fc.constantFrom('', 'anonymous', null, undefined), fc.string()),
    },
  );
};

const fields = () =>
  fc.record(
    {
      source: numbers(),
      destination: numbers(),
      subAccountId: fc.oneof(fc.constant(SUB_ACCOUNT), fc.jsonValue()),
      callStatus: fc.constantFrom('CALL_RECEIVED', 'call received', 'ACTION_COMPLETED', null, 7),
      callDirection: fc.constantFrom('INBOUND', 'OUTBOUND', 'inbound', 3),
      sourceFormat: formats(),
      destinationFormat: formats(),
      sourceCountryCode: countries(),
      destinationCountryCode: countries(),
      sessionId: fc.oneof(fc.uuid(), fc.string(), fc.jsonValue()),
      clientActionId: fc.oneof(fc.jsonValue(), fc.constant(`pin-1-${'A'.repeat(43)}`)),
      eventData: fc.oneof(fc.jsonValue(), fc.constant({ dtmf: pinOfLast() })),
      timestamp: fc.oneof(fc.constant('2026-01-06T08:12:01Z'), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );

const formats = () =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('MSISDN', 'msisdn', ' Msisdn ') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('NATIONAL', 'Local', 'SIP', 'E.164', '', null, 4, undefined),
    },
  );

const countries = () =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('SG', 'sg', ' Sg ') },
    { weight: 1, arbitrary: fc.constantFrom('US', 'us', 'MY', 'GB', ' ca') },
    { weight: 1, arbitrary: fc.constantFrom('SGP', '001', 'N/A', '', null, 65, undefined) },
  );

const pinOfLast = () => bookings.at(-1)?.parties[0]?.pin;

const bodies = (): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fields().map((overrides) =>
        JSON.stringify(callReceived(bookings[0]!.rider, bookings[0]!.virtualNumber, overrides)),
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue().map((payload) => JSON.stringify({ payload })) },
    { weight: 1, arbitrary: fc.jsonValue().map((any) => JSON.stringify(any)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat({ max: 600 }), fc.string({ maxLength: 3 })).map(([at, noise]) => {
        const text = JSON.stringify(callReceived(bookings[0]!.rider, bookings[0]!.virtualNumber));
        return text.slice(0, at) + noise + text.slice(at + noise.length);
      }),
    },
    { weight: 1, arbitrary: fc.string() },
  );

const contentTypes = fc.oneof(
  { weight: 9, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'text/plain',
      'a/b',
      'application/xml',
    ),
  },
);

const digitsOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/\D/g, '') : '';

const CALLING_CODES: Readonly<Record<string, string>> = {
  SG: '65',
  US: '1',
  CA: '1',
  MY: '60',
  GB: '44',
};

/** Whether a message states an international number and nothing that contradicts it. */
function isSaidPlainly(value: unknown, format: unknown, country: unknown): boolean {
  if (typeof value !== 'string') return false;
  const word = typeof format === 'string' ? format.trim().toUpperCase() : format;
  const isInternational = [undefined, null, 'MSISDN'].includes(word as null);
  const hasPlus = value.trim().startsWith('+');
  if (!isInternational && (!hasPlus || word === 'NATIONAL' || word === 'LOCAL')) return false;
  const code = typeof country === 'string' && CALLING_CODES[country.trim().toUpperCase()];
  return !code || digitsOf(value).startsWith(code);
}

/** 8x8 varies the case of member names, so compare them without case. */
const NAMES = ['source', 'destination'].flatMap((end) => [
  end,
  `${end}Format`,
  `${end}CountryCode`,
]);
const inCanonicalCase = (payload: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      NAMES.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name,
      value,
    ]),
  );

/** Whether the message, read as tolerantly as possible, is a call of a live booking's party. */
function isJustified(body: string, reached: unknown): boolean {
  const message = Object.entries(JSON.parse(body) as Record<string, object>);
  const payload = inCanonicalCase(
    message.find(([name]) => name.toLowerCase() === 'payload')?.[1] ?? {},
  );
  const [from, to] = [digitsOf(payload['source']), digitsOf(payload['destination'])];
  const isPlain = (['source', 'destination'] as const).every((end) =>
    isSaidPlainly(payload[end], payload[`${end}Format`], payload[`${end}CountryCode`]),
  );
  if (!isPlain) return false;
  return bookings.toSpliced(3, 1).some(({ rider, driver, virtualNumber }) => {
    const other = { [digitsOf(rider)]: driver, [digitsOf(driver)]: rider }[from];
    return to === digitsOf(virtualNumber) && reached === other;
  });
}

describe('a call handle', () => {
  it(`is answered safely with any content (${MESSAGES.toLocaleString('en')} messages)`, async () => {
    const seed = randomInt(2 ** 31);
    const messages = fc.sample(fc.tuple(bodies(), contentTypes), { numRuns: MESSAGES, seed });
    let connected = 0;
    const send = async ([body, contentType]: [string, string]): Promise<void> => {
      const response = await fetch(`${app.url}/webhooks/8x8/call-action`, {
        method: 'POST',
        headers: { authorization: WEBHOOK_SECRET, 'content-type': contentType },
        body,
      });
      const answer = (await response.json()) as Answer;
      const message = `seed ${seed}: ${body}`;
      expect(response.status, message).toBe(200);
      expect(callflowFaults(answer), message).toEqual([]);
      const reached = connectedTo(answer);
      if (reached === undefined) return;
      connected += 1;
      expect(isJustified(body, reached), message).toBe(true);
    };
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      await Promise.all(messages.slice(from, from + AT_ONCE).map(send));
    }
    // The test is only meaningful if some calls connect.
    expect(connected).toBeGreaterThan(100);
    const logs = app.logs.lines.join('\n');
    for (const { rider, driver } of bookings) {
      for (const phone of [rider, driver]) expect(logs.includes(phone.slice(3))).toBe(false);
    }
  }, 600_000);
});
