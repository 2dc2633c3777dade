import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { createPool } from '../support/scenario.js';
import { Operator, startBrowser } from './support/operator.js';

/** A folder for pictures of the reference; by default none are made. */
const PICTURES = process.env['REFERENCE_PICTURES'];

let browser: Browser;
let app: TestApp;
let pool: string;
beforeAll(async () => {
  [browser, app] = await Promise.all([startBrowser(), startApp()]);
  ({ name: pool } = await createPool(app));
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

async function open(options: { colorScheme?: 'light' | 'dark'; width?: number } = {}) {
  const operator = await Operator.start(browser, app.url, { secrets: [], ...options });
  await operator.page.goto(`${app.url}/docs`);
  await operator.page.getByRole('heading', { name: 'Getting started' }).first().waitFor();
  return operator;
}

async function picture({ page }: Operator, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

describe('the API reference', () => {
  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)(
    'opens without an error or a request elsewhere: %s, %i pixels wide',
    async (colorScheme, width) => {
      const operator = await open({ colorScheme, width });
      const { page } = operator;
      await picture(operator, `start-${colorScheme}-${width}`);
      await page.goto(`${app.url}/docs#tag/bookings/POST/v1/bookings`);
      await page.getByRole('heading', { name: 'Creates a booking' }).first().waitFor();
      await picture(operator, `booking-${colorScheme}-${width}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = /\d+/.exec(background)!;
      expect(Number(red) < 100).toBe(colorScheme === 'dark');
      await operator.expectClean();
      await operator.close();
    },
  );

  it('draws the operations of a tag when it is opened, and not all at the start', async () => {
    const operator = await open();
    const elements = await operator.page.evaluate(() => document.querySelectorAll('*').length);
    expect(elements).toBeLessThan(4_000);
    await operator.expectClean();
    await operator.close();
  });

  it('shows the code of an operation in curl and TypeScript', async () => {
    const operator = await open();
    const { page } = operator;
    await page.goto(`${app.url}/docs#tag/bookings/POST/v1/bookings`);
    await page.getByRole('heading', { name: 'Creates a booking' }).first().waitFor();
    await page.getByText('curl "$URL/v1/bookings"').first().waitFor();
    await page.getByRole('button', { name: 'curl', exact: true }).first().click();
    await page.getByText('TypeScript', { exact: true }).last().click();
    const code = page.getByText("maskline.POST('/v1/bookings'").first();
    await code.waitFor();
    expect(await code.textContent()).toContain('answerOf');
    await operator.expectClean();
    await operator.close();
  });

  it('finds an operation by search', async () => {
    const operator = await open();
    const { page } = operator;
    await page.keyboard.press('Control+k');
    await page.locator('input:focus').fill('reopen');
    const found = page.getByRole('option').filter({ hasText: 'Reopens a booking' }).first();
    await found.waitFor();
    await picture(operator, 'search');
    await found.click();
    await expect.poll(() => page.url()).toMatch(/reopen/);
    await operator.expectClean();
    await operator.close();
  });

  it('tries a request against this server, and forgets the key', async () => {
    const operator = await open();
    const { page } = operator;
    await page.goto(`${app.url}/docs#tag/pools/GET/v1/pools`);
    await page.getByRole('heading', { name: 'Lists pools' }).first().waitFor();
    await page
      .getByRole('button', { name: /Test Request.*get \/v1\/pools\b/i })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByPlaceholder('Token').first().fill(ADMIN_API_KEY);
    await dialog.getByRole('button', { name: /send/i }).first().click();
    await dialog.getByText(pool).first().waitFor();
    await picture(operator, 'try-it');
    expect(operator.traffic.some(({ url }) => url.startsWith(`${app.url}/v1/pools`))).toBe(true);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    expect(kept).not.toContain(ADMIN_API_KEY);
    await operator.expectClean();
    await operator.close();
  });
});
