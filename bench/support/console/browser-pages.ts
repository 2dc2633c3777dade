import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ADMIN_API_KEY } from '../stage.js';

const PLACES = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

export interface BrowserTime {
  page: string;
  /** Until the page shows its first data. */
  firstMs: number;
  /** Until nothing is loading. */
  allMs: number;
}

/**
 * Measures pages in a real browser, from the navigation on.
 * @returns null if there is no Chromium
 */
export async function timePages(
  url: string,
  paths: Readonly<Record<string, string>>,
): Promise<BrowserTime[] | null> {
  const executablePath = PLACES.find((place) => place !== '' && existsSync(place));
  if (executablePath === undefined) return null;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/console`);
    await page.getByLabel('API key').fill(ADMIN_API_KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('main h1').first().waitFor();
    const times: BrowserTime[] = [];
    for (const [name, path] of Object.entries(paths)) {
      await page.goto('about:blank');
      const start = performance.now();
      await page.goto(`${url}/console#${path}`);
      await page.locator('main :is(tbody td, .figure, dd, li)').first().waitFor();
      const firstMs = performance.now() - start;
      await page.locator('main [role=status]').first().waitFor({ state: 'detached' });
      times.push({ page: name, firstMs, allMs: performance.now() - start });
    }
    return times;
  } finally {
    await browser.close();
  }
}
