import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, SUB_ACCOUNT, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import {
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  expectRefusal,
  newPhone,
  newVirtualNumber,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const REPORTS = ['call-status', 'session-summary', 'recording', 'virtual-numbers'] as const;
const TYPES = ['VCS', 'VSS', 'VRU', 'VNU'] as const;

const post = (path: string, body: string | Buffer, type = 'application/json') =>
  request(app.url)
    .post(`/webhooks/8x8/${path}`)
    .set('authorization', WEBHOOK_SECRET)
    .set('content-type', type)
    .serialize((value) => value)
    .send(body);

const latest = async (): Promise<{ type: string; reason: string; content: string }> =>
  (await app.get('/v1/dead-letters?limit=1').expect(200)).body.items[0];

const MIB = 1024 * 1024;
const UNREADABLE: [string, () => string | Buffer, RegExp][] = [
  ['text that is not JSON', () => 'source=%2B6591000001&x=1', /is not JSON/],
  ['truncated JSON', () => '{"payload":{"source":"+6591000001"', /is not JSON/],
  ['UTF-16', () => Buffer.from('{"source":"+6591000001"}', 'utf16le'), /is not JSON/],
  ['compressed bytes', () => gzipSync('{"source":"+6591000001"}'), /is not JSON/],
  ['deep JSON', () => `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, /too deep/],
  // Number lists may be long, so a VNU may have many values.
  ['wide JSON', () => `[${'0,'.repeat(60_000)}0]`, /too many values|has no payload/],
  ['an unsafe name', () => '{"payload":{"__proto__":{"sessionId":"x"}}}', /a member/],
];

describe('an unreadable report of 8x8', () => {
  it.each(UNREADABLE)(
    'is accepted and stored as a dead letter: %s',
    async (_what, body, reason) => {
      for (const [at, path] of REPORTS.entries()) {
        await post(path, body()).expect(200);
        const kept = await latest();
        expect(kept.type).toBe(TYPES[at]);
        expect(kept.reason).toMatch(reason);
        expect(kept.content).not.toMatch(/91000001|\d{7}/);
      }
    },
  );

  it('is accepted with any content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', '']) {
      for (const path of REPORTS) await post(path, 'source=%2B6591000001', type).expect(200);
    }
    expect((await latest()).reason).toMatch(/is not JSON/);
  });

  it('is accepted and stored if it is too long, and its end is not read into memory', async () => {
    const text = `{"payload":{"sessionId":"x","note":"${'call +65 9100 0001 '.repeat(40_000)}"}}`;
    for (const [at, path] of REPORTS.entries()) {
      await post(path, text).expect(200);
      const kept = await latest();
      expect(kept).toMatchObject({ type: TYPES[at], reason: expect.stringMatching(/too long/) });
      expect(kept.content.length).toBeLessThanOrEqual(4_000);
      expect(kept.content).not.toMatch(/\d/);
    }
  });

  it('is distinguished from other reports and recognised when repeated', async () => {
    const times = async (): Promise<number> =>
      (await app.get('/v1/dead-letters?limit=1').expect(200)).body.items[0].times;
    await post('call-status', `known again ${'x'.repeat(20_000)}`).expect(200);
    expect(await times()).toBe(1);
    await post('call-status', `known again ${'x'.repeat(20_000)}`).expect(200);
    expect(await times()).toBe(2);
    await post('call-status', `known again ${'x'.repeat(20_001)}`).expect(200);
    expect(await times()).toBe(1);
  });

  it.each([7_990, 7_991, 7_995, 8_180, 8_185, 8_190])(
    'contains no part of a number where its content is cut: %i',
    async (length) => {
      for (const body of [
        `${'x'.repeat(length)} +6591000001 ${'y'.repeat(1_000)}`,
        JSON.stringify({ note: `${'x'.repeat(length)} +6591000001`, more: 'y'.repeat(1_000) }),
        JSON.stringify({ note: 'x'.repeat(length), number: 6_591_000_001, more: 'y' }),
      ]) {
        await post('call-status', body).expect(200);
        expect((await latest()).content).not.toMatch(/\d/);
      }
    },
  );

  it('contains no number that was written with JSON escapes', async () => {
    const escaped = [...'+6591000001'].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('');
    await post('call-status', `{"source":"${escaped}"`).expect(200);
    const { content } = await latest();
    expect(content).toContain('••••');
    expect(content).not.toMatch(/003\d/);
  });
});

describe('a carrier webhook with JSON that the admin API refuses', () => {
  it('is read nevertheless', async () => {
    const booking = await createBooking(app, (await createPool(app)).name);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const text = JSON.stringify(handle).slice(0, -2);
    for (const [at, more] of [
      ',"price":9007199254740993,"rate":1e400}}',
      ',"name":"x\\ud83d","note":"\\u0000"}}',
      ',"callType":"PSTN","callType":"PSTN"}}',
      ',"name":"Zo\u00eb"}}',
    ].entries()) {
      const body = Buffer.from(
        text.replace('"sessionId":"', `"sessionId":"${at}`) + more,
        'latin1',
      );
      const answer = await post('call-action', body).expect(200);
      expect(connectedTo(answer.body)).toBe(booking.driver);
    }
    const bom = await post('call-action', `\ufeff${text}}}`, 'text/plain').expect(200);
    expect(connectedTo(bom.body)).toBe(booking.driver);
  });
});

describe('an unreadable call handle', () => {
  it.each([
    ...UNREADABLE,
    ['too long', () => JSON.stringify(callReceived('x'.repeat(MIB), '')), /./],
    ['empty', () => '', /./],
  ] as typeof UNREADABLE)('gets a callflow that connects nobody: %s', async (_what, body) => {
    const answer = await post('call-action', body()).expect(200);
    expectRefusal(answer.body);
  });
});

/** Returns a number in the format of 8x8's list. */
const number = (msisdn: string, more: object = {}) => ({
  msisdn,
  operationalStatus: 'Active',
  countryCode: 'SG',
  numberType: 'VIRTUAL_NUMBER',
  referenceId: 'ref',
  numberHealth: { isHealthy: true, status: 'HEALTHY' },
  ...more,
});

const snapshot = (virtualNumbers: object[], more: object = {}): string =>
  JSON.stringify({
    namespace: 'VOICE',
    eventType: 'VIRTUAL_NUMBER_UPDATE',
    payload: {
      subAccountId: SUB_ACCOUNT,
      updateEventType: 'UPDATES',
      totalNumbers: virtualNumbers.length,
      virtualNumbers,
      ...more,
    },
  });

describe('a large carrier webhook about virtual numbers', () => {
  it('is applied completely, from its first number to its last', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const others = Array.from({ length: 3_000 }, () => number(newVirtualNumber()));
    const body = snapshot([
      number(pool.numbers[0]!, { operationalStatus: 'Unhealthy' }),
      ...others,
      number(pool.numbers[1]!, { operationalStatus: 'Expiring' }),
    ]);
    expect(body.length).toBeGreaterThan(400_000);
    await post('virtual-numbers', body).expect(200);
    for (const [at, status] of ['Unhealthy', 'Expiring'].entries()) {
      const { body: shown } = await app.get(`/v1/virtual-numbers/${pool.numbers[at]}`).expect(200);
      expect(shown.operationalStatus).toBe(status);
    }
  });

  it('is stored with its beginning only if it is unreadable', async () => {
    const text = `call +65 9100 0001 `.repeat((31 * MIB) / 19);
    for (const [body, reason] of [
      [text, /too long/],
      [JSON.stringify(text), /too long/],
      [
        snapshot(Array.from({ length: 3_000 }, () => number('+6568332048'))).slice(0, -1),
        /not JSON/,
      ],
      [snapshot([{ note: text.slice(0, 200_000) }]), /too long/],
      [`{"payload":[${'0,'.repeat(300_000)}0]}`, /too many values/],
      [snapshot([{ ['__proto__x']: 1 }]).replace('__proto__x', '__proto__'), /a member/],
      [
        JSON.stringify({ payload: { list: Array.from({ length: 9_000 }, () => '+6591000001') } }),
        /no/,
      ],
    ] as const) {
      await post('virtual-numbers', body).expect(200);
      const kept = await latest();
      expect(kept.type).toBe('VNU');
      expect(kept.reason).toMatch(reason);
      expect(kept.content.length).toBeLessThanOrEqual(4_000);
      expect(kept.content).not.toMatch(/91000001|9100 0001/);
    }
  });

  it('waits for the previous one, even if that is aborted by its sender', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const { hostname, port } = new URL(app.url);
    const stuck = connect(Number(port), hostname);
    stuck.on('error', () => undefined);
    const head = [
      'POST /webhooks/8x8/virtual-numbers HTTP/1.1',
      'host: x',
      `authorization: ${WEBHOOK_SECRET}`,
      'content-type: application/json',
      'content-length: 500000',
    ].join('\r\n');
    await new Promise<void>((resolve) => {
      stuck.write(`${head}\r\n\r\n{"payload":{"virtualNumbers":["${'x'.repeat(200_000)}`, () =>
        resolve(),
      );
    });
    const others = Array.from({ length: 500 }, () => number(newVirtualNumber()));
    const changed = number(pool.numbers[0]!, { operationalStatus: 'Inactive' });
    const waiting = Promise.all(
      [1, 2, 3].map(() => post('virtual-numbers', snapshot([...others, changed])).expect(200)),
    );
    // A call and a small carrier webhook do not wait.
    const booking = await createBooking(app, (await createPool(app)).name);
    const answer = await app.webhook(
      'call-action',
      callReceived(booking.rider, booking.virtualNumber),
    );
    expect(connectedTo(answer.body)).toBe(booking.driver);
    await post('virtual-numbers', snapshot([number(newPhone())])).expect(200);
    stuck.destroy();
    await waiting;
    const { body } = await app.get(`/v1/virtual-numbers/${pool.numbers[0]}`).expect(200);
    expect(body.operationalStatus).toBe('Inactive');
  });
});
