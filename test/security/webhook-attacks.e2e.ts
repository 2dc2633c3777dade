import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callflowFaults } from '../../src/eightxeight/index.js';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { withText } from '../support/contract/attack-requests.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { dumpRows, lostRows } from '../support/leak/database-dump.js';
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

/** Attacks by somebody who has the webhook secret, or a copy of what 8x8 has sent. */
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

interface Message {
  path: string;
  body: object;
}

const PATHS = [
  'call-action',
  'call-status',
  'session-summary',
  'recording',
  'virtual-numbers',
  'sms',
];

const carrierNumber = (msisdn: string): Message => ({
  path: 'virtual-numbers',
  body: {
    namespace: 'VOICE',
    eventType: 'VIRTUAL_NUMBER_UPDATE',
    payload: {
      subAccountId: SUB_ACCOUNT,
      totalNumbers: 1,
      updateEventType: 'UPDATES',
      virtualNumbers: [
        {
          msisdn,
          operationalStatus: 'Active',
          countryCode: 'SG',
          referenceId: 'vn-ref-1',
          updateStatus: 'UPDATED',
          updatedTimestamp: new Date(Date.now() + 60_000).toISOString(),
        },
      ],
    },
  },
});

/** Returns one message of each kind, and all messages of a call. */
const messagesOf = (booking: TestBooking): Message[] => [
  ...messagesOfCall(booking).messages,
  carrierNumber(booking.virtualNumber),
];

const rowsOf = async (): Promise<Record<string, unknown>> => {
  const tables = [
    'booking',
    'route',
    'call_session',
    'call_leg',
    'recording',
    'virtual_number',
    'outbox_event',
    'dead_letter',
  ];
  const rows: Record<string, unknown> = {};
  for (const table of tables) {
    const found = await app.db.query(
      `select (to_jsonb(t) - 'synced_at')::text as row from ${table} t order by 1`,
    );
    rows[table] = found.rows;
  }
  return rows;
};

describe('replayed carrier webhooks', () => {
  it('change nothing, and connect nobody once the booking has ended', async () => {
    const pool = await createPool(app, {
      numbers: 1,
      policy: { cooldownSeconds: 0, graceSeconds: 0 },
    });
    const first = await createBooking(app, pool.name);
    const recorded = messagesOf(first);
    const answers: Answer[] = [];
    for (const { path, body } of recorded) {
      answers.push((await app.webhook(path, body).expect(200)).body);
    }
    expect(connectedTo(answers[0]!)).toBe(first.driver);
    await app.post(`/v1/bookings/${first.id}/cancel`).expect(200);
    // The rider now has the same number in another booking, whose driver a replay must not reach
    // either.
    const second = await createBooking(app, pool.name, { rider: first.rider });
    expect(second.virtualNumber).toBe(first.virtualNumber);

    const before = await rowsOf();
    for (const { path, body } of [...recorded, ...recorded.toReversed()]) {
      const { body: answer } = await app.webhook(path, body).expect(200);
      if (path === 'call-action') expectRefusal(answer);
    }
    expect(await rowsOf()).toEqual(before);
    expect(connectedTo(await dial(app, first.rider, first.virtualNumber))).toBe(second.driver);
  });
});

describe('a carrier webhook with hostile values', () => {
  const attempt = async (texts: readonly string[]) => {
    const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
    const booking = await createBooking(app, pool.name);
    for (const { path, body } of messagesOf(booking)) {
      for (const changed of texts.flatMap((text) => withText(body, text))) {
        const response = await app.webhook(path, changed as object);
        expect(response.status, JSON.stringify(changed)).toBeLessThan(500);
        if (path !== 'call-action') continue;
        expect(callflowFaults(response.body), JSON.stringify(changed)).toEqual([]);
        expect([booking.driver, undefined]).toContain(connectedTo(response.body));
      }
    }
    expect(connectedTo(await dial(app, booking.rider, booking.virtualNumber))).toBe(booking.driver);
    return booking;
  };

  it('runs no SQL', { timeout: 600_000 }, async () => {
    const bystander = await createBooking(app, (await createPool(app)).name);
    const before = await dumpRows(app.db);
    const { id } = await attempt([
      `'; drop table call_session cascade; --`,
      `' or '1'='1`,
      `x') union select secret_hash::text from api_key --`,
      `\\'; update booking set status = 'cancelled'; --`,
    ]);
    expect(lostRows(before, await dumpRows(app.db))).toEqual([]);
    const answer = await dial(app, bystander.rider, bystander.virtualNumber);
    expect(connectedTo(answer)).toBe(bystander.driver);
    expect((await app.get(`/v1/bookings/${id}`)).body.status).toBe('active');
  });

  it('forges no log line', { timeout: 600_000 }, async () => {
    await attempt(['x\r\n[Maskline] ERROR forged by an attacker', '\u001b[2Kforged\u2028']);
    expect(app.logs.lines.filter((line) => line.includes('forged'))).toEqual([]);
  });
});

describe('a carrier webhook with prototype-polluting keys, or too deep or wide', () => {
  it.each(PATHS)('does no harm: %s', async (path) => {
    const booking = await createBooking(app, (await createPool(app)).name);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const inside = JSON.stringify(handle).slice(0, -1);
    for (const text of [
      `${inside}, "__proto__": {"isAdmin": true}}`,
      `${inside}, "more": {"constructor": {"prototype": {"isAdmin": true}}}}`,
      `${inside}, "more": ${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
      `${inside}, "more": [${'[],'.repeat(300_000)}1]}`,
    ]) {
      const { status } = await app
        .webhook(path, {})
        .set('content-type', 'application/json')
        .send(text);
      expect(status).toBeLessThan(500);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    }
    expect(connectedTo(await dial(app, booking.rider, booking.virtualNumber))).toBe(booking.driver);
  });
});

describe('file URLs', () => {
  it('are passed on and never fetched', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = (name: string) => ({ fileUrl: `${url}/${name}.mp3` });
    try {
      const messages = { ended: file('ended'), notAParty: file('not-a-party') };
      const pool = await createPool(app, { policy: { messages, graceSeconds: 0 } });
      const booking = await createBooking(app, pool.name, { announcement: file('announcement') });
      const { rider, virtualNumber } = booking;
      const files = async (from: string) =>
        (await dial(app, from, virtualNumber)).callflow.map(({ params }) => params?.['fileUrl']);
      expect(await files(rider)).toContain(`${url}/announcement.mp3`);
      expect(await files(newPhone())).toContain(`${url}/not-a-party.mp3`);
      const explained = { virtualNumber, caller: rider };
      await app.post('/v1/routing/explain', explained).expect(200);

      const { sessionId, messages: reports } = messagesOfCall(booking);
      for (const { path, body } of reports) await app.webhook(path, body).expect(200);
      const payload = {
        sessionId,
        recordingId: randomUUID(),
        filePath: `${url}/recording.mp3`,
        externalFileUrl: `${url}/recording.mp3`,
        status: 'UPLOAD_COMPLETED',
      };
      await app.webhook('recording', { payload }).expect(200);
      await app.get(`/v1/calls/${sessionId}/recordings`).expect(200);

      await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
      expect(await files(rider)).toContain(`${url}/ended.mp3`);
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });
});
