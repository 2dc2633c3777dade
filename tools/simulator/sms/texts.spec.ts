import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TextBehaviour } from '../index.js';
import { API_KEY, CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const UUID = expect.stringMatching(/^[\da-f-]{36}$/);

let simulation: Simulation;
beforeEach(async () => {
  simulation = await Simulation.start();
  await simulation.registerSms();
});
afterEach(() => simulation.close());

const send = (fields: object = {}) =>
  simulation.smsApi('POST', '/messages', {
    source: VIRTUAL_NUMBER,
    destination: CALLEE,
    text: 'I am here',
    clientMessageId: 'message-1',
    ...fields,
  });
/** Sends a text and waits for its receipts. @returns what they say */
async function receiptsOf(behaviour: TextBehaviour = {}, fields: object = {}): Promise<string[]> {
  simulation.simulator.sms.nextText(behaviour);
  await send(fields);
  await simulation.simulator.idle();
  return simulation.receiver
    .messages('SMS')
    .map(({ payload: { status } }) => [status?.state, status?.detail].filter(Boolean).join(' '));
}
const received = (phone = CALLEE) => simulation.simulator.sms.receivedBy(phone);

const DELIVERED = ['sent', 'delivered delivered_to_operator', 'delivered delivered_to_recipient'];

describe('a text to a phone', () => {
  it('is accepted, arrives from its source, and has receipts with the registered secret', async () => {
    expect(await send({ destination: CALLEE.slice(1) })).toEqual({
      status: 200,
      body: {
        umid: UUID,
        clientMessageId: 'message-1',
        destination: CALLEE.slice(1),
        encoding: 'GSM7',
        status: { code: 'QUEUED', description: 'SMS is accepted and queued for processing' },
      },
    });
    await simulation.simulator.idle();
    expect(received()).toEqual([
      { umid: UUID, from: VIRTUAL_NUMBER, body: 'I am here', receivedAt: expect.any(Date) },
    ]);
    const phone = await simulation.request('GET', `/simulator/phones/${CALLEE}/messages`);
    expect(phone.body).toMatchObject({ items: [{ from: VIRTUAL_NUMBER, body: 'I am here' }] });
    const { received: webhooks } = simulation.receiver;
    expect(webhooks.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 3 }, () => 'Bearer secret'),
    );
    expect(simulation.receiver.messages('SMS').at(-1)).toEqual({
      namespace: 'SMS',
      eventType: 'outbound_message_status_changed',
      description: 'SMS outbound message delivery receipt',
      payload: {
        umid: received()[0]?.umid,
        clientMessageId: 'message-1',
        subAccountId: 'maskline_demo_sms',
        source: VIRTUAL_NUMBER,
        destination: CALLEE,
        status: {
          state: 'delivered',
          detail: 'delivered_to_recipient',
          timestamp: expect.stringMatching(/\.\d{7}Z$/),
        },
        price: { total: 0.0125, perSms: 0.0125, currency: 'EUR' },
        smsCount: 1,
      },
    });
  });

  it.each<[TextBehaviour, string[], boolean]>([
    [{}, DELIVERED, true],
    [{ outcome: 'delivered-to-operator' }, DELIVERED.slice(0, 2), false],
    [{ outcome: 'undelivered' }, ['sent', 'undelivered undelivered_to_recipient'], false],
    [{ outcome: 'rejected-by-operator' }, ['sent', 'undelivered rejected_by_operator'], false],
    [{ outcome: 'rejected' }, ['rejected'], false],
    [{ outcome: 'no-receipt' }, [], true],
  ])('ends as requested: %j', async (behaviour, receipts, arrives) => {
    expect(await receiptsOf(behaviour)).toEqual(receipts);
    expect(received()).toHaveLength(arrives ? 1 : 0);
  });

  it('can fail with an error code in its last receipt', async () => {
    await receiptsOf({ outcome: 'undelivered', errorCode: 60 });
    const statuses = simulation.receiver.messages('SMS').map(({ payload }) => payload.status);
    expect(statuses[0]).not.toHaveProperty('errorCode');
    expect(statuses[1]).toMatchObject({ errorCode: 60, errorMessage: 'Content filtered' });
  });

  it('can have receipts several times, out of order, and 48 hours late', async () => {
    await simulation.close();
    simulation = await Simulation.start({ timeScale: 1_000_000 });
    await simulation.registerSms();
    const sentAt = Date.now();
    const reversed = DELIVERED.toReversed().flatMap((receipt) => [receipt, receipt]);
    const receipts = { copies: 2, order: 'reversed' } as const;
    expect(await receiptsOf({ afterSeconds: 172_800, receipts })).toEqual(reversed);
    const [first] = simulation.receiver.messages('SMS');
    expect(Date.parse(first!.payload.status!.timestamp) - sentAt).toBeGreaterThan(172_800_000);
  });

  it('can have its receipts before the response', async () => {
    simulation.simulator.sms.nextText({ receiptsBeforeResponse: true });
    await send();
    expect(simulation.receiver.messages('SMS')).toHaveLength(3);
  });

  it('can show another sender than its source, on the phone and in the receipts', async () => {
    await receiptsOf({ source: 'INFO' });
    expect(received()[0]?.from).toBe('INFO');
    expect(simulation.receiver.messages('SMS')[0]?.payload.source).toBe('INFO');
  });

  it('can have receipts with a wrong number of parts, no +, and unknown fields', async () => {
    await receiptsOf({ smsCount: 7, withoutPlus: true, extraFields: true });
    expect(simulation.receiver.messages('SMS')[0]?.payload).toMatchObject({
      smsCount: 7,
      source: VIRTUAL_NUMBER.slice(1),
      destination: CALLEE.slice(1),
      isRoaming: false,
    });
  });

  it('of more than ten parts arrives without the rest, or is refused', async () => {
    const text = 'a'.repeat(1531);
    await receiptsOf({}, { text });
    expect(received()[0]?.body).toBe('a'.repeat(1530));
    simulation.simulator.sms.nextText({ overlong: 'refused' });
    expect(await send({ text })).toMatchObject({ status: 400, body: { code: 3006 } });
  });

  it.each<[TextBehaviour, number, number]>([
    [{ response: 'rate-limited', retryAfterSeconds: 3 }, 429, 429],
    [{ response: 'upgrade-required' }, 426, 1014],
    [{ response: 'error' }, 500, 2000],
  ])('is not taken with %j', async (behaviour, status, code) => {
    simulation.simulator.sms.nextText(behaviour);
    const { subAccountId } = simulation.simulator.sms;
    const response = await fetch(`${simulation.url}/api/v1/subaccounts/${subAccountId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ destination: CALLEE, text: 'hello' }),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      code,
      message: expect.any(String),
      errorId: UUID,
      timestamp: expect.stringMatching(/\.\d{7}\+00:00$/),
    });
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '3' : null);
    expect(response.headers.get('upgrade')).toBe(status === 426 ? 'TLS/1.3' : null);
    await simulation.simulator.idle();
    expect(received()).toEqual([]);
  });

  it('can be rejected within a 200', async () => {
    simulation.simulator.sms.nextText({ response: 'rejected' });
    expect(await send()).toMatchObject({ status: 200, body: { status: { code: 'REJECTED' } } });
    await simulation.simulator.idle();
    expect(simulation.receiver.received).toEqual([]);
    expect(received()).toEqual([]);
  });

  it('can arrive although the response is an error, or never comes', async () => {
    simulation.simulator.sms.nextText({ response: 'error-after-acceptance' });
    expect(await send()).toMatchObject({ status: 500, body: { code: 2000 } });
    simulation.simulator.sms.nextText({ response: 'no-response' });
    const lost = expect(send()).rejects.toThrow('fetch failed');
    await simulation.receiver.until(() => simulation.receiver.messages('SMS').length === 6);
    expect(received()).toHaveLength(2);
    await simulation.simulator.close();
    await lost;
  });

  it('follows the behaviour of its phone, unless there is one for the next text', async () => {
    const path = `/simulator/phones/${CALLEE.slice(1)}/behaviour`;
    await simulation.request('PUT', path, { outcome: 'rejected' });
    await send();
    await simulation.request('POST', '/simulator/message-behaviour', { outcome: 'delivered' });
    await send();
    await send();
    await send({ destination: CALLER });
    await simulation.simulator.idle();
    expect(received()).toHaveLength(1);
    expect(received(CALLER)).toHaveLength(1);
  });

  it.each([
    [{ response: 'maybe' }, /^behaviour.response/],
    [{ outcome: 'lost' }, /^behaviour.outcome/],
    [{ afterSeconds: 172_801 }, /^behaviour.afterSeconds/],
    [{ receipts: { copies: 0 } }, /^behaviour.receipts.copies/],
    [{ withoutPlus: 1 }, /^behaviour.withoutPlus/],
    [{ late: true }, /no field late/],
  ])('cannot have the behaviour %j', async (behaviour, message) => {
    const answer = await simulation.request('POST', '/simulator/message-behaviour', behaviour);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) },
    });
  });

  it('needs TLS 1.3 if it goes to Singapore', async () => {
    await simulation.close();
    simulation = await Simulation.start({ sms: { tlsVersion: 'TLSv1.2' } });
    expect(await send()).toMatchObject({ status: 426, body: { code: 1014 } });
    expect(await send({ destination: '+60123456789' })).toMatchObject({ status: 200 });
  });
});

describe('a text from a phone', () => {
  const text = { from: CALLER, to: VIRTUAL_NUMBER, body: 'Where are you?' };

  it('is reported to the webhook as 8x8 does', async () => {
    const sent = await simulation.simulator.sms.sendFromPhone(text);
    expect(sent).toMatchObject({ umid: UUID, direction: 'inbound' });
    expect(sent.messages).toEqual([
      { eventType: 'inbound_message_received', status: 200, attempts: 1 },
    ]);
    expect(simulation.receiver.messages('SMS')).toEqual([
      {
        namespace: 'SMS',
        eventType: 'inbound_message_received',
        description: 'SMS inbound message',
        payload: {
          umid: sent.umid,
          subAccountId: 'maskline_demo_sms',
          timestamp: expect.stringMatching(/\.\d{3}Z$/),
          source: CALLER,
          destination: VIRTUAL_NUMBER,
          body: 'Where are you?',
          encoding: 'GSM7',
          smsCount: 1,
          price: { total: 0.0446592, perSms: 0.0446592, currency: 'EUR' },
        },
      },
    ]);
  });

  it('can be repeated, without +, from letters, with a wrong count and unknown fields', async () => {
    const odd = {
      from: 'TAXI',
      to: VIRTUAL_NUMBER.slice(1),
      body: '🚕',
      umid: 'umid-1',
      behaviour: { copies: 2, smsCount: 9, extraFields: true, namespace: 'ChatApps' },
    };
    const answer = await simulation.request('POST', '/simulator/messages', odd);
    expect(answer).toMatchObject({ status: 200, body: { umid: 'umid-1', encoding: 'UCS2' } });
    const [first, second] = simulation.receiver.messages('SMS');
    expect(first).toMatchObject({
      namespace: 'ChatApps',
      payload: { source: 'TAXI', destination: odd.to, smsCount: 9, isRoaming: false },
    });
    expect(second).toEqual(first);
  });

  it.each([4, 5])(
    'is sent again after 1, 10, 30 and 90 s until 2xx: %i failures',
    async (failures) => {
      let requests = 0;
      simulation.receiver.reply = () => {
        requests += 1;
        return { status: requests > failures ? 200 : requests % 2 ? 404 : 503 };
      };
      const startedAt = performance.now();
      const { messages } = await simulation.simulator.sms.sendFromPhone(text);
      expect(messages[0]).toMatchObject({ status: failures === 4 ? 200 : 404, attempts: 5 });
      expect(performance.now() - startedAt).toBeGreaterThan(131_000 / 10_000 - 1);
      const umids = simulation.receiver.messages('SMS').map(({ payload }) => payload.umid);
      expect(new Set(umids).size).toBe(1);
    },
  );

  it('goes nowhere without a webhook', async () => {
    const { subAccountId } = simulation.simulator.sms;
    await simulation.accountApi('DELETE', '/webhooks', [{ subAccountId }]);
    const { messages } = await simulation.simulator.sms.sendFromPhone(text);
    expect(messages).toMatchObject([{ status: 'no webhook registered', attempts: 0 }]);
  });

  it.each([
    [{ ...text, to: CALLEE }, 404, /not a number of the account/],
    [{ ...text, to: 'me' }, 400, /^to is not/],
    [{ ...text, body: 7 }, 400, /^body is not/],
    [{ ...text, behavior: {} }, 400, /no field behavior/],
    [{ ...text, behaviour: { copies: 0 } }, 400, /^behaviour.copies/],
  ])('is refused as %j', async (request, status, message) => {
    const answer = await simulation.request('POST', '/simulator/messages', request);
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(message) } });
  });
});
