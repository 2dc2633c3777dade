import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUB_ACCOUNT } from '../support/app.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { createBooking } from '../support/scenario.js';
import { forward } from '../support/texts.js';
import { startBrowser } from './support/operator.js';

let browser: Browser;
let platform: Platform;
beforeAll(async () => {
  browser = await startBrowser();
  platform = await startPlatform(1);
});
afterAll(async () => {
  await browser.close();
  await platform.stop();
});

describe("the simulator's page with two phones", () => {
  it('shows how a call went, and what the other phone receives', async () => {
    const { app, simulator, simulatorUrl, numbers } = platform;
    await app
      .post('/v1/pools', {
        name: 'rides',
        subAccountId: SUB_ACCOUNT,
        smsSubAccountId: simulator.sms.subAccountId,
        policy: { channels: ['voice', 'sms'] },
      })
      .expect(201);
    const [msisdn] = numbers;
    await app.post('/v1/pools/rides/numbers', { numbers: [{ msisdn }] }).expect(201);
    await app.patch(`/v1/virtual-numbers/${msisdn}`, { capabilities: { sms: true } }).expect(200);
    const { rider, driver } = await createBooking(app, 'rides');

    const page = await browser.newPage();
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(`${simulatorUrl}/simulator`);
    for (const [at, phone] of [rider, driver].entries()) {
      await page.getByLabel('Its number').nth(at).fill(phone);
      await page.getByLabel('Virtual number').nth(at).fill(msisdn!);
    }
    await page.getByRole('button', { name: 'Call' }).first().click();
    await page.getByText(`${rider} dials ${msisdn} …`).waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(2);
    await page.getByRole('button', { name: 'Send the text' }).first().click();
    await page.getByText('The text is on its way: I am at the gate').waitFor();
    await forward(app);
    await page.getByText(`${driver} receives from ${msisdn}: I am at the gate`).waitFor();
    const lines = await page.getByRole('listitem').allTextContents();
    expect(lines.filter((line) => line.includes('{'))).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });
});
