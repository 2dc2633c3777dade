import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { buildCity, type City } from './support/city.js';
import { Operator, startBrowser } from './support/operator.js';

/** More clicks than this from the overview take too long to find. */
const MAX_CLICKS = 2;

let browser: Browser;
let city: City;
beforeAll(async () => {
  browser = await startBrowser();
  city = await buildCity();
});
afterAll(async () => {
  await browser.close();
  await city.stop();
});

/** Somebody who has never seen the console: follows only links that are visible from the overview. */
class Newcomer {
  private clicks = 0;

  private constructor(private readonly operator: Operator) {}

  static async start(): Promise<Newcomer> {
    const operator = await Operator.start(browser, city.url, { secrets: city.phones });
    await operator.signIn(city.key);
    await operator.settled();
    return new Newcomer(operator);
  }

  section(title: string | RegExp): Locator {
    return this.operator.page.locator('section').filter({
      has: this.operator.page.getByRole('heading', { name: title }),
    });
  }

  row(text: string): Locator {
    return this.operator.page.locator('tbody tr', { hasText: text });
  }

  async sees(text: string | RegExp, where: Locator = this.operator.page.locator('main')) {
    const found = where.getByText(text).first();
    await found.waitFor();
    expect(await found.isVisible(), String(text)).toBe(true);
  }

  async follows(link: Locator): Promise<void> {
    await link.waitFor();
    expect(await link.isVisible()).toBe(true);
    await link.click();
    await this.operator.settled();
    this.clicks += 1;
    expect(this.clicks).toBeLessThanOrEqual(MAX_CLICKS);
  }

  heading(): Promise<string> {
    return this.operator.page.locator('main h1').innerText();
  }

  async leaves(): Promise<void> {
    await this.operator.expectClean();
    await this.operator.close();
  }
}

describe('a newcomer finds from the overview, without documents,', () => {
  it('why a call was refused', async () => {
    const newcomer = await Newcomer.start();
    const refused = newcomer.section('Last refused calls');
    const reason = 'The caller is a party of no booking on the dialled number.';
    await newcomer.sees(reason, refused);
    await newcomer.follows(refused.getByRole('link', { name: 'All' }));
    expect(await newcomer.heading()).toBe('Calls');
    const row = newcomer.row(city.strangersCall.slice(-8));
    await newcomer.sees(reason, row);
    await newcomer.follows(row.getByRole('link', { name: city.strangersCall.slice(-8) }));
    await newcomer.sees('Why it was not connected');
    await newcomer.sees(reason);
    await newcomer.sees('What would happen now?');
    await newcomer.leaves();
  });

  it('which number is worst today, and its calls', async () => {
    const { body } = await city.platform.app.get('/v1/stats/calls/worst-numbers').expect(200);
    const worst = body.items[0].virtualNumber as string;
    const newcomer = await Newcomer.start();
    const first = newcomer
      .section('Worst numbers of the last 24 hours')
      .locator('tbody tr')
      .first();
    await newcomer.sees(worst, first);
    await newcomer.sees(/^\d+ %$/, first);
    await newcomer.follows(first.getByRole('link'));
    expect(await newcomer.heading()).toBe('Calls');
    await newcomer.sees(worst);
    await newcomer.sees(/^(missed|busy)$/);
    await newcomer.leaves();
  });

  it('which key revealed a number, why, and what else it did', async () => {
    const { app } = city.platform;
    const { key } = await createKey(app, ['bookings:read', 'numbers:reveal'], { name: 'Kim' });
    await app
      .as(key)
      .get(`/v1/bookings/${city.rides[4]!.id}?reveal=true`)
      .set('audit-reason', encodeURIComponent('Ticket 812'))
      .expect(200);
    const newcomer = await Newcomer.start();
    const reveals = newcomer.section('Who revealed phone numbers');
    const row = reveals.locator('tr', { hasText: 'Ticket 812' });
    await newcomer.sees('Kim', row);
    await newcomer.follows(row.getByRole('link', { name: 'Kim' }));
    expect(await newcomer.heading()).toBe('Audit trail');
    await newcomer.sees('booking.reveal');
    await newcomer.follows(newcomer.row('Ticket 812').getByRole('link').last());
    expect(await newcomer.heading()).toBe('Booking ride-1005');
    await newcomer.leaves();
  });

  it('what happens if a fifth more bookings come', async () => {
    const newcomer = await Newcomer.start();
    const row = newcomer.section(/^Pools$/).locator('tr', { hasText: 'rides' });
    const short = row.getByRole('link', { name: /^enough: \d+ of 3 numbers$/ });
    await newcomer.follows(short);
    expect(await newcomer.heading()).toBe('Pool rides');
    const planner = newcomer.section('What if more bookings come?');
    await newcomer.sees('+20 %', planner);
    await newcomer.sees('Needed numbers', planner);
    await newcomer.sees('Bookings without a place', planner);
    await newcomer.leaves();
  });

  it('that a pool is too full for a fifth more bookings', async () => {
    const { app, numbers } = city.platform;
    // The numbers of the deliveries accept one booking in all, which exists.
    await app.patch(`/v1/virtual-numbers/${numbers[4]}`, { state: 'draining' }).expect(200);
    await app.patch(`/v1/virtual-numbers/${numbers[5]}`, { state: 'draining' }).expect(200);
    const newcomer = await Newcomer.start();
    await newcomer.sees('has no usable number', newcomer.section('Needs attention'));
    const row = newcomer.section(/^Pools$/).locator('tr', { hasText: 'deliveries' });
    await newcomer.follows(row.getByRole('link', { name: '1 without a place' }));
    expect(await newcomer.heading()).toBe('Pool deliveries');
    await newcomer.leaves();
  });
});
