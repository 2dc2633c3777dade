import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, NUMBER_KEYS, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { NodeProcess } from '../support/infrastructure/process.js';
import { EIGHTXEIGHT_KEY } from '../support/carrier/platform.js';
import { createBooking, type TestPool } from '../support/scenario.js';
import type { SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  inboundText,
  messagesOf,
  receipt,
  startTexts,
} from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
let dataDir: string;
const processes: NodeProcess[] = [];
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app);
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-texts-'));
});
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function startReplica() {
  const process = NodeProcess.start(['dist/main.js'], {
    DATA_DIR: dataDir,
    DATABASE_URL: app.databaseUrl,
    ADMIN_API_KEY,
    WEBHOOK_SECRETS: WEBHOOK_SECRET,
    NUMBER_KEYS,
    EIGHTXEIGHT_SMS_BASE_URL: sms.url,
    EIGHTXEIGHT_API_KEY: EIGHTXEIGHT_KEY,
  });
  processes.push(process);
  const [, url] = await process.printed(/listening on (\S+)/);
  return { url: url!, child: process.child, ended: () => process.ended() };
}

describe('a replica that is killed while it sends a text', () => {
  it('leaves a text that is unknown, is not sent again, and is settled by a receipt', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const replica = await startReplica();
    // 8x8 takes the text and does not respond in time.
    sms.behave = (_one, _response, deliver) => deliver();
    const response = await fetch(`${replica.url}/webhooks/8x8/sms`, {
      method: 'POST',
      headers: { authorization: WEBHOOK_SECRET, 'content-type': 'application/json' },
      body: JSON.stringify(inboundText(rider, virtualNumber, 'Hello')),
    });
    expect(response.status).toBe(200);
    for (let tries = 0; sms.delivered.length === 0 && tries < 400; tries += 1) await delay(25);
    replica.child.kill('SIGKILL');
    await replica.ended();

    await forward(app);
    expect((await messagesOf(app, virtualNumber))[0].state, 'its lease is not over').toBe(
      'sending',
    );
    await app.db.query(`update message set claimed_until = now() - interval '1 second'
        where state = 'sending'`);
    expect(await forward(app)).toMatchObject({ abandoned: 1 });
    await forward(app);
    expect(sms.at(driver)).toHaveLength(1);
    expect((await messagesOf(app, virtualNumber))[0]).toMatchObject({
      state: 'unknown',
      reason: 'interrupted',
      text_ciphertext: null,
    });
    await app.webhook('sms', receipt(sms.delivered[0]!, 'sent')).expect(200);
    expect((await messagesOf(app, virtualNumber))[0]).toMatchObject({ state: 'forwarded' });
    expect(sms.at(driver)).toHaveLength(1);
  }, 60_000);
});
