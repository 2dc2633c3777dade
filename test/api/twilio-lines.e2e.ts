import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, sitDown } from '../support/documents/desk.js';
import { blocksOf } from '../support/documents/documents.js';
import { createTwilioAccount } from '../support/twilio.js';

const run = promisify(execFile);
const DOCUMENT = 'docs/from-twilio-proxy.md';

let desk: Desk;
/** In the repository, where the program finds the package. */
let folder: string;
beforeAll(async () => {
  desk = await sitDown({
    numbers: [{ msisdn: '+6568332049' }],
    sms: { subAccountId: 'acme_texts' },
  });
  folder = await mkdtemp(join(process.cwd(), '.dist-twilio-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await desk.leave();
});

describe('the code in the document about Twilio Proxy', () => {
  it('runs with the newest twilio package, and exports the session that it created', async () => {
    const { app } = desk;
    const account = await createTwilioAccount(app, {
      subAccountId: 'acme_rides',
      smsSubAccountId: 'acme_texts',
    });
    const [use, exported] = blocksOf(DOCUMENT)
      .filter(({ language }) => language === 'js')
      .map(({ text }) => text) as [string, string];
    const program = [
      `const accountSid = '${account.accountSid}';`,
      `const authToken = '${account.authToken}';`,
      use.replace(`'twilio'`, `'twilio-6'`).replace('https://mask.example.com', app.url),
      exported.replace(`'KS…'`, 'service.sid'),
    ].join('\n');
    const file = join(folder, 'program.mjs');
    await writeFile(file, program);
    const { stdout } = await run(process.execPath, [file]);
    const [shown, ...sessions] = stdout.trim().split('\n');
    expect(shown).toBe('+6568332049');
    expect(sessions.map((line) => JSON.parse(line) as object)).toMatchObject([
      { uniqueName: 'ride-4711', participants: [{ identifier: '+6581968289' }] },
    ]);
  });
});
