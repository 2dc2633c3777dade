import { randomUUID } from 'node:crypto';
import { ExpiryService } from '../../../src/booking/expiry/expiry.service.js';
import { SUB_ACCOUNT, type TestApp } from '../app.js';
import { messagesOfCall } from '../carrier/call-messages.js';
import type { Platform } from '../carrier/platform.js';
import {
  callReceived,
  createBooking,
  createPool,
  dial,
  newPhone,
  type TestBooking,
} from '../scenario.js';
import { createTextPool, writeText } from '../texts.js';
import { bytesOf, indexOf } from './traces.js';

const RUN = { signal: new AbortController().signal, shouldContinue: async () => true };

/** A phone number with data in every place where Maskline stores any. */
export interface Canary {
  phone: string;
  /** Bookings that still connect calls of the phone. */
  live: TestBooking[];
  ended: TestBooking[];
  /** Bookings of other people whose texts mention the number. */
  mentioning: TestBooking[];
  /** Cipher texts and digests derived from the number. */
  known: Buffer[];
  /** A session of the phone that has a summary. */
  sessionId: string;
  summary: object;
}

/** Sends every message of an answered call of the booking's rider. */
export async function callOf(app: TestApp, booking: Parameters<typeof messagesOfCall>[0]) {
  const { sessionId, messages } = messagesOfCall(booking);
  for (const { path, body } of messages) await app.webhook(path, body).expect(200);
  const summary = messages.find(({ path }) => path === 'session-summary')!.body;
  return { sessionId, summary };
}

const recordingAt = (sessionId: string, filePath: string) => ({
  namespace: 'VOICE',
  eventType: 'CALL_RECORDING_STATUS',
  payload: { sessionId, recordingId: randomUUID(), filePath, status: 'UPLOAD_COMPLETED' },
});

/** Creates data of a phone in every place and in every state. */
export async function releaseCanary({ app, simulator }: Platform, pool: string): Promise<Canary> {
  const phone = newPhone();
  const national = phone.slice(3);
  const spaced = `${national.slice(0, 4)} ${national.slice(4)}`;
  const action = (id: string, what: string) => app.post(`/v1/bookings/${id}/${what}`).expect(200);
  const asRider = (more = {}) => createBooking(app, pool, { rider: phone, ...more });
  const asDriver = (more = {}) => createBooking(app, pool, { driver: phone, ...more });

  const active = await asRider({
    reference: `ride of ${phone}`,
    metadata: { who: { phone: Number(phone.slice(1)) }, [`tel ${spaced}`]: `call ${spaced}` },
    announcement: { text: `A call of ${national}` },
  });
  const completed = await asDriver();
  const inGrace = await asDriver();
  const cancelled = await asRider({ reference: `ride-${national}` });
  const expired = await asRider();
  const withAlternate = await createBooking(app, pool, {
    parties: [
      { role: 'rider', phoneNumber: newPhone(), alternateNumbers: [phone, newPhone()] },
      { role: 'driver', phoneNumber: newPhone() },
    ],
  });
  const left = await asDriver();
  const cameIn = await createBooking(app, pool);
  await app.put(`/v1/bookings/${left.id}/parties/driver`, { phoneNumber: newPhone() }).expect(200);
  await app.put(`/v1/bookings/${cameIn.id}/parties/driver`, { phoneNumber: phone }).expect(200);

  const moving = await createPool(app, { numbers: 2 });
  const moved = await createBooking(app, moving.name, { rider: phone });
  await app.patch(`/v1/virtual-numbers/${moved.virtualNumber}`, { state: 'draining' }).expect(200);
  await app.post(`/v1/pools/${moving.name}/rebalance`).expect(200);

  const pins = await createPool(app, { policy: { partyPin: true }, numbers: 1 });
  const withPin = await createBooking(app, pins.name, { rider: phone });
  const other = await createPool(app, { policy: { partyPin: true }, numbers: 1 });
  const handle = callReceived(phone, other.numbers[0]);
  const { body: question } = await app.webhook('call-action', handle).expect(200);
  const entry = callReceived(phone, other.numbers[0], {
    sessionId: handle.payload.sessionId,
    callStatus: 'ACTION_COMPLETED',
    clientActionId: question.clientActionId,
    eventData: { dtmf: '123' },
  });
  await app.webhook('call-action', entry).expect(200);

  const texting = await createTextPool(app, {
    numbers: 2,
    policy: { messageReplies: { refused: 'This number takes no texts from you.' } },
  });
  const texted = await createBooking(app, texting.name, { rider: phone });
  const strange = texting.numbers.find((one) => one !== texted.virtualNumber)!;
  await writeText(app, phone, texted.virtualNumber, `call ${spaced}`);
  await writeText(app, texted.driver, texted.virtualNumber, `Are you ${spaced}?`);
  await writeText(app, phone, strange, 'Hello?');
  const ofCompany = { to: 'rider', text: `We call ${phone}.`, reference: `to ${phone}` };
  await app.post(`/v1/bookings/${texted.id}/messages`, ofCompany).expect(202);
  await writeText(app, phone, texted.virtualNumber, 'STOP');
  const others = await createBooking(app, texting.name);
  await writeText(app, others.rider, others.virtualNumber, `Ask ${spaced}.`);

  const { sessionId, summary } = await callOf(app, active);
  await callOf(app, completed);
  await callOf(app, cancelled);
  await app.post(`/v1/bookings/${active.id}/calls`, { from: 'rider' }).expect(202);
  await app.post(`/v1/bookings/${inGrace.id}/calls`, { from: 'rider' }).expect(202);
  await simulator.idle();
  // Calls without a booking: from a stranger, to an unknown number, known only by a report, and to the
  // phone itself.
  const [number] = (await createPool(app)).numbers;
  await dial(app, phone, number);
  const nowhere = callReceived(phone, '+6568999999');
  await app.webhook('call-action', nowhere).expect(200);
  // The erasure handles calls without a pool first. If it erased this one too early, a retry would miss
  // it.
  const ofNowhere = recordingAt(nowhere.payload.sessionId, `${national}/two.mp3`);
  await app.webhook('recording', ofNowhere).expect(200);
  await callOf(app, { rider: phone, driver: newPhone(), virtualNumber: number! });
  const report = callReceived(phone, number, { subAccountId: SUB_ACCOUNT, eventId: undefined });
  await app.webhook('call-status', report).expect(200);
  await dial(app, newPhone(), phone);
  await app.webhook('call-status', { payload: { source: phone, note: spaced } }).expect(200);
  await app.webhook('recording', recordingAt(sessionId, `${spaced}/one.mp3`)).expect(200);
  await app.webhook('recording', recordingAt(randomUUID(), `of/${phone}.mp3`)).expect(200);

  await action(completed.id, 'complete');
  await action(inGrace.id, 'complete');
  await action(cancelled.id, 'cancel');
  await app.db.query(`update route set callable_until = now() where booking_id = any($1)`, [
    [completed.id, expired.id],
  ]);
  await app.db.query(`update booking set expires_at = now() where id = $1`, [expired.id]);
  await app.nest.get(ExpiryService).run(RUN);
  const mentioning = [
    await createBooking(app, pool, {
      metadata: { friends: [{ phone }, { tel: `+65 ${spaced}` }] },
    }),
    await createBooking(app, pool, { reference: `0065${national}/b` }),
  ];

  await app.post('/v1/blocks', { blocked: phone, reason: `seen at ${spaced}` }).expect(201);
  await app.post('/v1/blocks', { blocked: newPhone(), blockedFrom: phone, pool }).expect(201);
  const reason = `a friend of ${phone}`;
  await app.post('/v1/blocks', { blocked: newPhone(), pool, reason }).expect(201);
  const complaint = { reportedBy: 'driver', text: `They call from ${national}.` };
  await app.post(`/v1/bookings/${mentioning[0]!.id}/reports`, complaint).expect(201);

  const ended = [completed, cancelled, expired];
  const live = [active, inGrace, withAlternate, cameIn, moved, withPin, texted];
  const all = [...ended, ...live, ...mentioning, left].map(({ id }) => id);
  return {
    phone,
    live,
    ended,
    mentioning,
    known: await knownBytes(app, phone, all),
    sessionId,
    summary,
  };
}

/** Returns all bytes derived from a number, which could not be found later. */
async function knownBytes(app: TestApp, phone: string, bookings: string[]): Promise<Buffer[]> {
  const values = [indexOf(phone)];
  const queries = [
    'select number_ciphertext, pin_ciphertext from party where number_index = $1',
    'select number_ciphertext from party_alternate where number_index = $1',
    'select callee_ciphertext from route where callee_index = $1',
    'select party_ciphertext from call_leg where party_index = $1',
    'select pin_digest from call_session where caller_index = $1',
    'select blocked_ciphertext from block where blocked_index = $1',
    `select text_ciphertext, receiver_ciphertext, content_ciphertext from message
      where $1 in (sender_index, receiver_index)`,
    'select person_ciphertext from opt_out where person_index = $1',
    'select reason_ciphertext from block where blocked_index = $1',
    'select blocked_from_ciphertext from block where blocked_from_index = $1',
    `select pin_index from party_pin join party using (pool_id, booking_id, role)
      where number_index = $1`,
  ];
  const found = await Promise.all(queries.map((query) => bytesOf(app.db, query, values)));
  const digests = 'select content_digest from booking where id = any($1)';
  return [...found.flat(), ...(await bytesOf(app.db, digests, [bookings]))];
}
