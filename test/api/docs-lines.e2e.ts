import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../tools/simulator/index.js';
import type { Exchange } from '../support/documents/curl.mjs';
import { type Desk, sitDown } from '../support/documents/desk.js';
import { blocksOf, NOT_RUN, READ_IN_TURN } from '../support/documents/documents.js';

let desk: Desk | undefined;
async function start(options: Partial<SimulatorOptions> = {}): Promise<Desk> {
  const started = await sitDown(options);
  desk = started;
  return started;
}
afterEach(async () => {
  await desk?.leave();
  desk = undefined;
});

/** Every request was accepted. */
function expectAccepted(exchanges: readonly Exchange[]): void {
  expect(exchanges.length).toBeGreaterThan(0);
  for (const { method, url, status, text } of exchanges) {
    expect(String(status), `${method} ${url}: ${text}`).toMatch(/^2\d\d$/);
  }
}

describe('the shell commands in the documents', () => {
  it('work one after the other, exactly as printed', async () => {
    const { app, follow } = await start();
    const exchanges = await follow(READ_IN_TURN);
    expect(exchanges.length).toBeGreaterThan(20);
    for (const { method, url, status, text } of exchanges) {
      const expected = url.endsWith('/none') ? 404 : status === 201 ? 201 : 200;
      expect(status, `${method} ${url}: ${text}`).toBe(expected);
    }
    const { items } = (await app.get('/v1/bookings?pool=shuttles')).body;
    expect(items.map(({ reference }: { reference: string }) => reference)).toEqual([
      'shuttle-2001',
      'shuttle-1001',
    ]);

    const problem = blocksOf('docs/api.md').find(({ language }) => language === 'json')!;
    const failure = exchanges.find(({ url }) => url.endsWith('/none'))!;
    const printed = JSON.parse(problem.text) as object;
    expect(JSON.parse(failure.text)).toEqual({ ...printed, requestId: expect.any(String) });
  });

  it('of some documents also work on their own', async () => {
    const { follow } = await start();
    for (const document of ['docs/events.md', 'docs/privacy.md', 'docs/simulator.md']) {
      const exchanges = await follow([document]);
      expect(exchanges.length).toBeGreaterThan(0);
      expectAccepted(exchanges);
    }
  });

  it('of the quickstart lead to a masked call', async () => {
    const numbers = Array.from({ length: 10 }, (_, at) => ({ msisdn: `+656833204${at}` }));
    const { app, simulator, follow } = await start({ subAccountId: 'maskline_demo', numbers });
    // Maskline registers this address at 8x8, so it must be that of the service.
    const exchanges = await follow(['docs/quickstart.md'], { PUBLIC_URL: app.url });
    expectAccepted(exchanges);
    const ofPath = (path: string) => exchanges.find(({ url }) => url.includes(path))!;
    expect(JSON.parse(ofPath('/sync').text)).toMatchObject({ added: 10 });
    const { summary } = JSON.parse(ofPath('/simulator/calls').text) as { summary: string };
    const output = blocksOf('docs/quickstart.md').find(({ language }) => language === '')!;
    expect(`${summary}\n`).toBe(output.text);
    expect(JSON.parse(ofPath('/v1/calls').text)).toMatchObject({
      items: [{ decision: 'connect' }],
    });
    await simulator.idle();
    const { items } = (await app.get('/v1/calls?pool=rides').expect(200)).body;
    expect(items).toMatchObject([{ outcome: 'answered', talkSeconds: 13 }]);
  });

  it('that connect 8x8 find its numbers, and those of texts send one', async () => {
    const sms = { subAccountId: 'acme_texts', accountId: 'ab5d7d0c-5f6c-4a0f-9a1e-0d2d7c1b5a11' };
    const { app, follow } = await start({ numbers: [{ msisdn: '+6568332048' }], sms });
    expectAccepted(await follow(['docs/connect-8x8.md'], { ACCOUNT_ID: sms.accountId }));
    const numbers = (await app.get('/v1/virtual-numbers?pool=rides').expect(200)).body.items;
    expect(numbers).toMatchObject([{ msisdn: '+6568332048', state: 'enabled' }]);

    const policy = { channels: ['voice', 'sms'] };
    await app.patch('/v1/pools/rides', { smsSubAccountId: sms.subAccountId, policy }).expect(200);
    await app.patch('/v1/virtual-numbers/+6568332048', { capabilities: { sms: true } }).expect(200);
    const parties = [
      { role: 'rider', phoneNumber: '+6591178965' },
      { role: 'driver', phoneNumber: '+6598765432' },
    ];
    const booking = { pool: 'rides', reference: 'ride-1', parties };
    const { id } = (await app.post('/v1/bookings', booking).expect(201)).body;
    expectAccepted(await follow(['docs/texts.md'], { BOOKING: id }));
  });

  it('are all run, except for the listed ones, each of which is in its document once', () => {
    for (const [document, reasons] of Object.entries(NOT_RUN)) {
      for (const line of Object.keys(reasons)) {
        const found = blocksOf(document).filter(({ text }) => text.includes(line));
        expect(found, `${document}: ${line}`).toHaveLength(1);
      }
    }
  });
});
