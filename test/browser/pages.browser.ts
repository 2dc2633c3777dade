import { mkdir } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCity, type City } from './support/city.js';
import { Operator, startBrowser } from './support/operator.js';

/** `SCREENSHOTS=docs/console` writes a picture of each page, light and dark. */
const FOLDER = process.env['SCREENSHOTS'];

let browser: Browser;
let city: City;
beforeAll(async () => {
  browser = await startBrowser();
  city = await buildCity();
  if (FOLDER !== undefined) await mkdir(FOLDER, { recursive: true });
});
afterAll(async () => {
  await browser.close();
  await city.stop();
});

const pages = (): Record<string, string> => ({
  overview: '/',
  pools: '/pools',
  pool: '/pools/rides',
  bookings: '/bookings',
  booking: `/bookings/${city.rides[0]!.id}`,
  calls: '/calls',
  call: `/calls/${city.strangersCall}`,
  messages: '/messages',
  message: `/messages/${city.text.id}`,
  explain: '/explain',
  events: '/events',
  subscriptions: '/subscriptions',
  'dead-letters': '/dead-letters',
  jobs: '/jobs',
  'api-keys': '/api-keys',
  sessions: '/sessions',
  audit: '/audit',
  privacy: '/privacy',
  'key-rotation': '/key-rotation',
});

describe.each([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
] as const)('each page in $colorScheme colours, $width pixels wide', ({ colorScheme, width }) => {
  it('shows its content accessibly, without errors and without a phone number', async () => {
    const operator = await Operator.start(browser, city.url, {
      secrets: [...city.phones, city.text.words],
      colorScheme,
      width,
    });
    await operator.signIn(city.key);
    const faults: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages())) {
      await operator.open(path);
      const found = await operator.accessibilityFaults();
      if (found.length > 0) faults[name] = found;
      const overflow = await operator.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) faults[`${name}, width`] = [`${overflow} pixels too wide`];
      await operator.expectClean();
      if (FOLDER !== undefined && width > 1000) {
        await operator.page.screenshot({
          path: `${FOLDER}/${name}-${colorScheme}.png`,
          fullPage: true,
        });
      }
    }
    expect(faults).toEqual({});
    expect(unlimited(operator.traffic)).toEqual([]);
    await operator.close();
  });
});

/** Lists that never grow: one item for each job, and for each key of phone numbers. */
const SHORT_LISTS = new Set(['/v1/jobs', '/v1/number-keys']);

/** Returns the requests for lists that have no limit, or a limit of more than a page. */
function unlimited(traffic: Operator['traffic']): string[] {
  return traffic
    .filter(({ responseBody }) => responseBody.includes('"nextCursor":'))
    .map(({ url }) => new URL(url))
    .filter(({ pathname }) => !SHORT_LISTS.has(pathname))
    .filter(({ searchParams }) => !/^\d{1,3}$/.test(searchParams.get('limit') ?? ''))
    .map(({ pathname, search }) => pathname + search);
}

describe('the sign-in page', () => {
  it('is accessible, and says what is wrong with a key', async () => {
    const operator = await Operator.start(browser, city.url);
    await operator.page.goto(`${city.url}/console`);
    await operator.page.getByLabel('API key').fill('mk_live_wrong');
    expect(await operator.accessibilityFaults()).toEqual([]);
    await operator.page.getByRole('button', { name: 'Sign in' }).click();
    await operator.page.getByRole('alert').waitFor();
    await operator.expectClean();
    await operator.close();
  });
});

describe('a first visit', () => {
  it('takes the page, one script and the session; the other pages share a second script', async () => {
    const operator = await Operator.start(browser, city.url);
    await operator.signIn(city.key);
    const filesOf = () =>
      operator.traffic
        .map(({ url }) => new URL(url).pathname.replace(/-[\w-]{8}\.js$/, '.js'))
        .filter((path) => !path.startsWith('/v1/'));
    const first = ['/console', '/console/assets/index.js', '/console/session'];
    expect(new Set(filesOf())).toEqual(new Set(first));
    for (const path of Object.values(pages())) await operator.open(path);
    expect(new Set(filesOf())).toEqual(new Set([...first, '/console/assets/other-pages.js']));
    expect(filesOf().filter((path) => path.includes('/assets/'))).toHaveLength(2);
    await operator.close();
  });
});

describe('these tests', () => {
  it('notice a violated policy and a request to another host', async () => {
    const operator = await Operator.start(browser, city.url);
    const { page } = operator;
    for (const [run, fault] of [
      [
        `const s = document.createElement('script'); s.text = '1'; document.head.append(s)`,
        'script',
      ],
      [
        `const s = document.createElement('style'); s.textContent = 'a {}'; document.head.append(s)`,
        'style',
      ],
      [`fetch('http://192.0.2.1/').catch(() => undefined)`, 'Connecting to'],
    ] as const) {
      operator.faults.length = 0;
      await page.goto(`${city.url}/console`);
      await page.getByLabel('API key').waitFor();
      await page.evaluate(run);
      await expect(operator.expectClean()).rejects.toThrow(fault);
    }
    await operator.close();
  });
});
