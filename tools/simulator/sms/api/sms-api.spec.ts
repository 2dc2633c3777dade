import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../../test-support/simulation.js';

const UNKNOWN = 'bda3d56d-1424-e711-813c-06ed3428fe67';

let simulation: Simulation;
beforeEach(async () => {
  simulation = await Simulation.start();
});
afterEach(() => simulation.close());

const text = { source: VIRTUAL_NUMBER, destination: CALLEE, text: 'I am here' };
const send = (fields: object = {}) =>
  simulation.smsApi('POST', '/messages', { ...text, ...fields });
const umidOf = async (fields: object = {}) => ((await send(fields)).body as { umid: string }).umid;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe("8x8's SMS API", () => {
  it.each([
    ['a word as destination', { destination: 'me' }, 1002],
    ['no text', { text: undefined }, 1004],
    ['another encoding', { encoding: 'EBCDIC' }, 1003],
    ['characters outside its encoding', { encoding: 'GSM7', text: 'สวัสดี' }, 1003],
    ['a long source', { source: '+12345678901234567' }, 3011],
    ['a source with signs', { source: 'a*b' }, 1005],
    ['a past expiry', { expiry: '2020-01-01T00:00:00Z' }, 1006],
    ['a schedule of next month', { scheduled: inDays(8) }, 1011],
    ['a long clientMessageId', { clientMessageId: 'x'.repeat(351) }, 3009],
    ['no URL for receipts', { dlrCallbackUrl: 'here' }, 3020],
    ['an unknown country', { destination: '81234567', country: 'XX' }, 1009],
  ])('refuses a text with %s', async (_, fields, code) => {
    expect(await send(fields)).toMatchObject({ status: 400, body: { code } });
  });

  it('refuses a wrong key, another sub-account and another account', async () => {
    const path = '/api/v1/subaccounts/maskline_demo_sms/messages';
    expect(await simulation.request('POST', path, text)).toMatchObject({
      status: 401,
      body: { code: 1200, message: 'Request was not authenticated properly' },
    });
    const authorization = 'Bearer test-key';
    const other = await simulation.request('POST', path.replace('_sms', '_else'), text, {
      authorization,
    });
    expect(other).toMatchObject({ status: 400, body: { code: 1001 } });
    const account = '/api/v1/accounts/someone/webhooks';
    expect(await simulation.request('GET', account, undefined, { authorization })).toMatchObject({
      status: 403,
      body: { code: 1201 },
    });
  });

  it('accepts a national number with its country', async () => {
    const national = await send({ destination: '81234567', country: 'SG' });
    expect(national).toMatchObject({ body: { destination: '6581234567' } });
  });

  it('plays the requested failures in its own format', async () => {
    simulation.simulator.failNext({ status: 503, path: '/messages' });
    simulation.simulator.failNext({ status: 401, path: '/webhooks' });
    expect(await send()).toMatchObject({ status: 503, body: { code: 2000 } });
    const webhooks = await simulation.accountApi('GET', '/webhooks');
    expect(webhooks).toMatchObject({ status: 401, body: { code: 1200 } });
  });

  it('sends many, with a template and one result for each', async () => {
    const batch = await simulation.smsApi('POST', '/messages/batch', {
      clientBatchId: 'batch-1',
      messages: [
        { destination: CALLEE },
        { destination: CALLER, text: 'Mine' },
        { destination: 'x' },
      ],
      template: { source: VIRTUAL_NUMBER, text: 'Hello' },
      includeMessagesInResponse: true,
    });
    expect(batch).toMatchObject({
      status: 200,
      body: {
        clientBatchId: 'batch-1',
        acceptedCount: 2,
        rejectedCount: 1,
        messages: [
          { status: { code: 'QUEUED' } },
          { status: { code: 'QUEUED' } },
          { status: { code: 'REJECTED' } },
        ],
      },
    });
    await simulation.simulator.idle();
    expect(simulation.simulator.sms.receivedBy(CALLEE)).toMatchObject([{ body: 'Hello' }]);
    expect(simulation.simulator.sms.receivedBy(CALLER)).toMatchObject([{ body: 'Mine' }]);
    const many = { messages: Array.from({ length: 10_001 }, () => ({})), template: text };
    expect(await simulation.smsApi('POST', '/messages/batch', many)).toMatchObject({
      status: 400,
      body: { code: 1100 },
    });
  });

  it('shows a message with its text and numbers masked', async () => {
    const umid = await umidOf({ clientMessageId: 'message-1' });
    await simulation.simulator.idle();
    const shown = await simulation.smsApi('GET', `/messages/${umid}`);
    expect(shown).toMatchObject({
      status: 200,
      body: {
        umid,
        direction: 'outbound',
        country: 'SG',
        status: { state: 'delivered', detail: 'delivered_to_recipient' },
        msisdn: '+659888xxxx',
        source: VIRTUAL_NUMBER,
        body: '**MASKED**',
        clientMessageId: 'message-1',
      },
    });
  });

  it.each(['GET', 'DELETE'])('does not know other messages: %s', async (method) => {
    expect(await simulation.smsApi(method, '/messages/x')).toMatchObject({
      status: 400,
      body: { code: 1000, message: 'Invalid umid.' },
    });
    expect(await simulation.smsApi('DELETE', `/messages/${UNKNOWN}/pii`)).toMatchObject({
      status: 404,
      body: { code: 1300 },
    });
  });

  it('deletes the text and the numbers of a message in either direction', async () => {
    const umid = await umidOf();
    await simulation.simulator.idle();
    const inbound = { from: CALLER, to: VIRTUAL_NUMBER, body: 'Where are you?' };
    const { umid: other } = await simulation.simulator.sms.sendFromPhone(inbound);
    for (const each of [umid, other]) {
      const deleted = await simulation.smsApi('DELETE', `/messages/${each}/pii`);
      expect(deleted).toEqual({ status: 202, body: undefined });
    }
    const kept = await simulation.request('GET', '/simulator/messages');
    expect(kept.body).toMatchObject({ items: [{ umid: other, from: '', body: '' }, { to: '' }] });
    expect(simulation.simulator.sms.receivedBy(CALLEE)).toMatchObject([{ body: 'I am here' }]);
  });

  it('shows and erases one message in a second', async () => {
    await simulation.close();
    simulation = await Simulation.start({ timeScale: 1 });
    const umid = await umidOf({ scheduled: inDays(1) });
    const path = `/messages/${umid}`;
    for (const [method, each] of [
      ['GET', path],
      ['DELETE', `${path}/pii`],
    ] as const) {
      expect((await simulation.smsApi(method, each)).status).toBeLessThan(300);
      expect(await simulation.smsApi(method, each)).toMatchObject({
        status: 429,
        body: { code: 429, message: 'Quota exceeded. Please try again in 1 second(s).' },
      });
    }
  });

  it('cancels scheduled messages, once', async () => {
    const path = `/messages/${await umidOf({ scheduled: inDays(7) })}`;
    expect((await simulation.smsApi('DELETE', path)).body).toEqual({ cancelledCount: 1 });
    expect((await simulation.smsApi('DELETE', path)).body).toEqual({ cancelledCount: 0 });
    const batch = { messages: [text, text], template: { scheduled: inDays(7) } };
    const { body } = await simulation.smsApi('POST', '/messages/batch', batch);
    const { batchId } = body as { batchId: string };
    const cancelled = await simulation.smsApi('DELETE', `/messages/batch/${batchId}`);
    expect(cancelled.body).toEqual({ cancelledCount: 2 });
    await simulation.simulator.idle();
    expect(simulation.simulator.sms.receivedBy(CALLEE)).toEqual([]);
  });

  it('does not deliver a message after its expiry', async () => {
    await simulation.registerSms();
    simulation.simulator.sms.nextText({ afterSeconds: 7200 });
    await send({ expiry: inDays(1 / 24) });
    await simulation.simulator.idle();
    expect(simulation.simulator.sms.receivedBy(CALLEE)).toEqual([]);
    const [receipt] = simulation.receiver.messages('SMS');
    expect(receipt?.payload.status).toMatchObject({ state: 'undelivered', errorCode: 36 });
  });

  it('sends receipts to the URL of the message, without the registered secret', async () => {
    await simulation.registerSms({ url: 'http://127.0.0.1:1/' });
    await send({ dlrCallbackUrl: simulation.receiver.urlFor('SMS') });
    await simulation.simulator.idle();
    expect(simulation.receiver.received).toHaveLength(3);
    expect(simulation.receiver.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('has prices by country and direction', async () => {
    const { body } = await simulation.accountApi('GET', '/prices?country=SG&direction=inbound');
    expect(body).toEqual({
      subAccounts: [
        {
          subAccountId: 'maskline_demo_sms',
          inbound: [expect.objectContaining({ alpha2Code: 'SG' })],
        },
      ],
    });
  });
});

describe('the SMS webhooks', () => {
  const url = 'https://mask.example/sms';
  const own = { subAccountId: 'maskline_demo_sms', url };
  const list = async () => (await simulation.accountApi('GET', '/webhooks')).body;

  it('are registered and removed as arrays, and never show their secret', async () => {
    const whole = { subAccountId: '*', url, enabled: false };
    const webhooks = [{ ...own, httpAuthorization: 'Bearer secret' }, whole];
    const registered = await simulation.accountApi('POST', '/webhooks', webhooks);
    expect(registered).toEqual({ status: 200, body: undefined });
    expect(await list()).toEqual([{ ...own, enabled: true, httpAuthorization: '***' }, whole]);
    await simulation.accountApi('DELETE', '/webhooks', [{ subAccountId: '*' }]);
    expect(await list()).toHaveLength(1);
  });

  it.each([
    [own, 1000],
    [[{ url }], 1000],
    [[{ ...own, url: 'here' }], 1000],
    [[{ ...own, httpAuthorization: 'a\nb' }], 1000],
    [[{ ...own, subAccountId: 'other' }], 1001],
  ])('are refused as %j', async (body, code) => {
    expect(await simulation.accountApi('POST', '/webhooks', body)).toMatchObject({
      status: 400,
      body: { code },
    });
  });

  it('of the whole account apply to a sub-account without one', async () => {
    await simulation.registerSms({ subAccountId: '*' });
    await simulation.simulator.sms.sendFromPhone({ from: CALLER, to: VIRTUAL_NUMBER, body: 'Hi' });
    expect(simulation.receiver.messages('SMS')).toHaveLength(1);
    await simulation.registerSms({ enabled: false });
    await simulation.simulator.sms.sendFromPhone({ from: CALLER, to: VIRTUAL_NUMBER, body: 'Hi' });
    expect(simulation.receiver.messages('SMS')).toHaveLength(1);
  });

  it('cannot be registered while one of the old format exists', async () => {
    const old = 'https://old.example/mo';
    await simulation.request('PUT', '/simulator/old-sms-webhook', { url: old });
    expect(await simulation.accountApi('POST', '/webhooks', [own])).toMatchObject({
      status: 400,
      body: {
        message: expect.stringMatching(/^Unable to setup .* Type = MO, .* Url = https:\/\/old/),
      },
    });
    simulation.simulator.sms.setOldWebhook(undefined);
    expect(await simulation.accountApi('POST', '/webhooks', [own])).toMatchObject({ status: 200 });
  });
});
