import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, SUB_ACCOUNT } from '../support/app.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { newPhone } from '../support/scenario.js';
import { Operator, startBrowser } from './support/operator.js';

let browser: Browser;
let platform: Platform;
beforeAll(async () => {
  browser = await startBrowser();
  platform = await startPlatform();
});
afterAll(async () => {
  await browser.close();
  await platform.stop();
});

describe('an empty installation', () => {
  it('leads through pool, numbers, booking and a call', async () => {
    const { app, numbers, simulator } = platform;
    const operator = await Operator.start(browser, app.url);
    const { page } = operator;
    const dialog = page.getByRole('dialog');
    await operator.signIn(ADMIN_API_KEY);
    await page.getByRole('button', { name: 'Create a pool' }).click();
    await dialog.getByLabel('Name').fill('rides');
    await dialog.getByLabel('Sub-account of 8x8').fill(SUB_ACCOUNT);
    await dialog.getByRole('button', { name: 'Create a pool' }).click();
    await page.getByRole('button', { name: 'Add numbers' }).click();
    await dialog.getByLabel('Virtual numbers').fill(numbers[0]!);
    await dialog.getByRole('button', { name: 'Add numbers' }).click();
    const [one, other] = [newPhone(), newPhone()];
    await page.getByRole('button', { name: 'Create a booking' }).click();
    await dialog.getByLabel('One phone').fill(one);
    await dialog.getByLabel('The other phone').fill(other);
    await dialog.getByRole('button', { name: 'Create a booking' }).click();
    await page.getByText(`dial ${numbers[0]}`).waitFor();
    await simulator.placeCall({ from: one, to: numbers[0]!, behaviour: { callee: 'answers' } });
    await simulator.idle();
    // The guide disappears by itself when the call has arrived.
    await page.getByRole('region', { name: 'First steps' }).waitFor({ state: 'detached' });
    await operator.open('/calls');
    const answered = page.getByRole('table').getByText('answered');
    await answered.waitFor();
    expect(await answered.count()).toBe(1);
    await operator.expectClean();
    await operator.close();
  });
});
