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

  it('finds the call of a stranger by phone number, which is in no URL', async () => {
    const stranger = city.phones.at(-1)!;
    const others = city.phones.filter((phone) => phone !== stranger);
    const operator = await operatorOf(city.key, others);
    const { page } = operator;
    await page.keyboard.press('/');
    await page.keyboard.type(stranger);
    await page.keyboard.press('Enter');
    await page.getByText('Only bookings of the phone number').waitFor();
    await page.getByText('No booking matches.').waitFor();
    await page.getByRole('link', { name: 'Calls from it' }).click();
    await page.getByText('Only calls from the phone number').waitFor();
    await operator.settled();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: city.strangersCall.slice(-8) }).waitFor();
    expect(operator.traffic.filter(({ url }) => url.includes(stranger.slice(1)))).toEqual([]);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(1);
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

describe('support, about a text', () => {
  it('finds it by its id, and reads it only after giving a reason', async () => {
    const { app } = city.platform;
    const { id, words } = city.text;
    const operator = await operatorOf(city.key, [...city.phones, words]);
    operator.expectedStatuses.add(404);
    const { page } = operator;
    await page.keyboard.press('/');
    await page.keyboard.type(id);
    await page.keyboard.press('Enter');
    await page.getByText('A receipt proves that it arrived.').waitFor();
    await operator.settled();
    const life = page.getByRole('list', { name: 'States of the text' });
    expect(await life.getByRole('listitem').allInnerTexts()).toMatchObject([
      expect.stringContaining('Arrived at 8x8'),
      expect.stringContaining('8x8 has taken it.'),
      expect.stringContaining('Receipt: '),
    ]);
    await operator.expectClean();
    await page.getByRole('button', { name: 'Reveal the text' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Complaint, ticket 7');
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.getByText(words).waitFor();
    // Proves that the other tests would notice what was written.
    await expect(operator.expectClean()).rejects.toThrow(words);
    const { body } = await app.get('/v1/audit-events?action=message.reveal&limit=1').expect(200);
    expect(body.items[0]).toMatchObject({
      objectId: id,
      details: { reason: 'Complaint, ticket 7' },
    });
    await operator.open('/');
    await page.getByText('Complaint, ticket 7').waitFor();
    await operator.close();
  });

  it('sees why a text did not arrive, from the list and from the booking', async () => {
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    await operator.open('/messages?outcome=refused');
    await page.getByText('The sender is a party of no booking on this number.').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByLabel('From', { exact: true }).fill('2020-01-01T00:00');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('from=20');
    await page.getByLabel('To', { exact: true }).fill('2020-01-02T00:00');
    await page.keyboard.press('Enter');
    await page.getByText('No text matches.').waitFor();
    await operator.open(`/bookings/${city.rides[1]!.id}`);
    const timeline = page.getByRole('list', { name: 'Timeline of the booking' });
    await timeline.getByText('Text rider → driver').waitFor();
    await timeline.getByText('undelivered').waitFor();
    await operator.expectClean();
    await operator.close();
  });
});

describe('operations', () => {
  it('sees texts of the last hour, and what they cost by month', async () => {
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    const texts = page.getByRole('region', { name: 'Texts of the last hour' }).first();
    await texts.getByText('The sender is a party of no booking').waitFor();
    await operator.open('/pools/rides');
    const month = page.getByRole('table', { name: 'Texts of rides by month' });
    const cells = await month.locator('tbody tr').first().locator('td').allInnerTexts();
    expect(cells[0]).toBe(new Date().toISOString().slice(0, 7));
    expect(cells.slice(1, 6)).toEqual(['5', '4', '3', '1', '0']);
    expect(cells.at(-1)).toMatch(/^\d+\.\d\d [A-Z]{3}$/);
    await operator.expectClean();
    await operator.close();
  });

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
        const found = load.body.items;
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
    const { deliveryText } = city;
    const foreign = ['deliveries', 'parcel-77', city.delivery.id, deliveryText];
    foreign.push(...numbers.slice(4), city.key.slice(0, 12));
    const operator = await Operator.start(browser, city.url, { secrets: city.phones });
    for (const status of [403, 404]) operator.expectedStatuses.add(status);
    await operator.signIn(city.ridesKey);
    await operator.settled();
    const links = await operator.page.getByRole('navigation').getByRole('link').all();
    const paths = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(paths.length).toBeGreaterThan(4);
    const booking = `/bookings/${city.rides[0]!.id}`;
    const opened = [...paths.map((href) => href!.slice(1)), '/pools/rides', booking];
    opened.push(`/messages/${city.text.id}`);
    expect(opened).toEqual(expect.arrayContaining(['/messages', '/sessions']));
    for (const path of opened) await operator.open(path);
    await operator.expectClean();
    // The script has the words of all pages, and no data.
    const data = operator.traffic.filter(({ url }) => !url.includes('/console/assets/'));
    const seen = JSON.stringify(data.map(({ responseBody }) => responseBody));
    expect(seen).toContain('rides');
    for (const word of foreign) expect(seen, word).not.toContain(word.replace('+', ''));
    // Pages that are opened by their URL show nothing either.
    for (const path of [
      '/pools/deliveries',
      `/bookings/${city.delivery.id}`,
      `/messages/${deliveryText}`,
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

  it('sees who is signed in, and ends a session of another browser', async () => {
    const { key } = await createKey(city.platform.app, ['pools:read'], { name: 'Lost laptop' });
    const lost = await operatorOf(key, city.phones);
    const operator = await operatorOf(city.key, [...city.phones, key]);
    const { page } = operator;
    await operator.open('/sessions');
    const row = page.locator('tr', { hasText: 'Lost laptop' });
    expect(await page.getByText('(you)').count()).toBeGreaterThan(0);
    await row.getByRole('button', { name: 'Revoke all of the key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke all of the key' }).click();
    await row.waitFor({ state: 'detached' });
    await lost.page.getByLabel('API key').waitFor();
    await operator.open('/audit?action=console-session.revoke');
    await page.getByRole('cell', { name: 'console-session.revoke' }).first().waitFor();
    await operator.expectClean();
    await lost.close();
    await operator.close();
  });

  it('sees how far an erasure is, here and at 8x8', async () => {
    const operator = await operatorOf(city.key, city.phones);
    const { page } = operator;
    await operator.open('/privacy');
    await page.getByText('9 of 9 steps').waitFor();
    const atCarrier = page.getByRole('region', { name: 'Texts that 8x8 has yet to erase' });
    const waiting = atCarrier.getByText('2', { exact: true });
    await waiting.waitFor();
    expect(await waiting.isVisible()).toBe(true);
    await operator.expectClean();
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
    const stored = await page.evaluate(async () => ({
      texts: JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        history.state,
      ]),
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
    }));
    expect(stored.texts).not.toContain(city.key.slice(12));
    expect(stored).toMatchObject({ databases: [], caches: [] });
    const asked = operator.traffic.filter(({ requestBody }) => requestBody.includes(city.key));
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(['/console/session']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.reload();
    await page.getByLabel('API key').waitFor();
    await operator.close();
  });
});
