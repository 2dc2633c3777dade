import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { buildCity, type City } from './support/city.js';
import { Operator, startBrowser } from './support/operator.js';

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

/** Signs in with all scopes. */
async function operatorOf(key: string, secrets: readonly string[]): Promise<Operator> {
  const operator = await Operator.start(browser, city.url, { secrets });
  await operator.signIn(key);
  await operator.settled();
  return operator;
}

describe('support', () => {
  it('finds out from the overview why a call was refused, and what would happen now', async () => {
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    const refused = page.getByRole('region', { name: 'Last refused calls' }).first();
    await refused.getByText('The caller is a party of no booking').waitFor();
    await refused.getByRole('link', { name: city.strangersCall.slice(-8) }).click();
    await operator.settled();
    await page.getByText('The caller is a party of no booking on the dialled number.').waitFor();
    await page.getByRole('button', { name: 'Explain' }).click();
    const explained = page.getByText('hang up');
    await explained.waitFor();
    expect(await explained.isVisible()).toBe(true);
    await operator.expectClean();
    await operator.close();
  });

  it('finds a booking by phone number, which is in no URL, and extends it', async () => {
    const [booking] = city.rides;
    const others = city.phones.filter((phone) => phone !== booking!.rider);
    const operator = await operatorOf(city.key, others);
    const { page } = operator;
    await page.keyboard.press('/');
    await page.keyboard.type(booking!.rider);
    await page.keyboard.press('Enter');
    await page.getByText('Only bookings of the phone number').waitFor();
    await operator.settled();
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(operator.traffic.filter(({ url }) => url.includes(booking!.rider.slice(1)))).toEqual([]);
    expect(page.url()).not.toContain(booking!.rider.slice(1));
    await page.getByRole('link', { name: booking!.id.slice(-8) }).click();
    await operator.settled();
    await page.getByRole('button', { name: 'Extend' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Hours from now').fill('5');
    await dialog.getByRole('button', { name: 'Extend' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { body } = await city.platform.app.get(`/v1/bookings/${booking!.id}`);
    expect((Date.parse(body.expiresAt) - Date.now()) / 3_600_000).toBeCloseTo(5, 1);
    await operator.close();
  });

  it('sees a number only after giving a reason, which the audit trail shows', async () => {
    const { app } = city.platform;
    const booking = city.rides[2]!;
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    await operator.open(`/bookings/${booking.id}`);
    await operator.expectClean();
    await page.getByRole('button', { name: 'Reveal numbers' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Reveal' }).last().isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('Lost phone, ticket 99');
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.getByText(booking.rider).waitFor();
    // Proves that the other tests would notice a number.
    await expect(operator.expectClean()).rejects.toThrow(booking.rider);
    const { body } = await app.get('/v1/audit-events?action=booking.reveal&limit=1').expect(200);
    expect(body.items[0]).toMatchObject({
      objectId: booking.id,
      details: { reason: 'Lost phone, ticket 99' },
    });
    await operator.open('/');
    await page.getByText('Lost phone, ticket 99').waitFor();
    expect(await page.content()).not.toContain(booking.rider.slice(1));
    await operator.close();
  });
});

describe('operations', () => {
  it('sees which number is worst, and what happens if a fifth more bookings come', async () => {
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    const worst = page.getByRole('region', { name: /Worst numbers/ }).first();
    const rates = await worst.locator('tbody tr td:nth-child(2)').allInnerTexts();
    const numbers = rates.map((rate) => Number.parseInt(rate, 10));
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await page
      .getByText(/enough: \d+ of \d+ numbers|\d+ numbers are missing/)
      .first()
      .waitFor();
    await operator.open('/pools/rides');
    await page.getByRole('slider').press('End');
    await page.getByText('Bookings without a number').waitFor();
    await operator.expectClean();
    await operator.close();
  });

  it('drains a number, and shows the moves of a rebalancing before it runs', async () => {
    const { app, numbers } = city.platform;
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    await operator.open('/pools/rides');
    const row = page.locator('tr', { hasText: numbers[0]! });
    await row.getByRole('button', { name: 'Drain' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click();
    await row.getByText('draining').waitFor();
    const { body } = await app.get(`/v1/virtual-numbers/${numbers[0]}`).expect(200);
    expect(body.state).toBe('draining');
    await page.getByRole('button', { name: 'Rebalance' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Peak over mean now').waitFor();
    await dialog.getByRole('button', { name: /Move [1-9]\d* bookings/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => {
        const load = await app.get('/v1/pools/rides/load').expect(200);
        const found = load.body.items ?? load.body.numbers;
        return found.find(({ msisdn }: { msisdn: string }) => msisdn === numbers[0]).active;
      })
      .toBe(0);
    await operator.expectClean();
    await operator.close();
  });
});

describe('security', () => {
  it('shows a key of one pool nothing of another, on any page', async () => {
    const { numbers } = city.platform;
    const foreign = ['deliveries', 'parcel-77', city.delivery.id, ...numbers.slice(4)];
    const operator = await Operator.start(browser, city.url, { secrets: city.phones });
    for (const status of [403, 404]) operator.expectedStatuses.add(status);
    await operator.signIn(city.ridesKey);
    await operator.settled();
    const links = await operator.page.getByRole('navigation').getByRole('link').all();
    const paths = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(paths.length).toBeGreaterThan(4);
    const booking = `/bookings/${city.rides[0]!.id}`;
    for (const path of [...paths.map((href) => href!.slice(1)), '/pools/rides', booking]) {
      await operator.open(path);
    }
    await operator.expectClean();
    const seen = JSON.stringify(operator.traffic.map(({ responseBody }) => responseBody));
    expect(seen).toContain('rides');
    for (const word of foreign) expect(seen, word).not.toContain(word.replace('+', ''));
    // Pages that are opened by their URL show nothing either.
    for (const path of [
      '/pools/deliveries',
      `/bookings/${city.delivery.id}`,
      '/audit',
      '/jobs',
      '/events',
      '/dead-letters',
      '/privacy',
    ]) {
      await operator.page.evaluate((hash) => {
        window.location.hash = hash;
      }, path);
      await operator.page.locator('main [role=alert]').first().waitFor();
      expect(await operator.page.locator('main').innerText()).not.toContain('parcel-77');
    }
    await operator.close();
  });

  it('ends the session in the browser when the key is revoked', async () => {
    const { app } = city.platform;
    const { key, id } = await createKey(app, ['pools:read']);
    const operator = await operatorOf(key, city.phones);
    await app.delete(`/v1/api-keys/${id}`).expect(204);
    const signIn = operator.page.getByLabel('API key');
    await signIn.waitFor();
    expect(await signIn.isVisible()).toBe(true);
    await operator.expectClean();
    await operator.close();
  });

  it('stores no key and no number in the browser, and signs out', async () => {
    const operator = await operatorOf(city.key, [...city.phones, city.key]);
    const { page } = operator;
    const storage = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, document.cookie]),
    );
    expect(storage).not.toContain(city.key.slice(12));
    const asked = operator.traffic.filter(({ requestBody }) => requestBody.includes(city.key));
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(['/console/session']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.reload();
    await page.getByLabel('API key').waitFor();
    await operator.close();
  });
});
