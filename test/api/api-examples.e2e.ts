import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerOf,
  createMasklineClient,
  isProblem,
  itemsOf,
} from '../../clients/typescript/src/index.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';

/** Holds the TypeScript of `docs/api.md`. For its curl commands see test/api/docs-lines.e2e.ts. */
const document = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const blocksOf = (language: string): string[] =>
  [...document.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, text]) => text!,
  );

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('the examples of docs/api.md', () => {
  it('work in TypeScript', async () => {
    const [url, key] = [app.url, ADMIN_API_KEY];
    const shown: unknown[][] = [];
    const console = { log: (...parts: unknown[]) => shown.push(parts) };

    const maskline = createMasklineClient(url, key);

    await answerOf(
      maskline.POST('/v1/pools', {
        body: { name: 'deliveries', subAccountId: 'acme_rides', policy: { graceSeconds: 1800 } },
      }),
    );
    await answerOf(
      maskline.POST('/v1/pools/{pool}/numbers', {
        params: { path: { pool: 'deliveries' } },
        body: { numbers: [{ msisdn: '+6568332050' }, { msisdn: '+6568332051' }] },
      }),
    );

    const booking = await answerOf(
      maskline.POST('/v1/bookings', {
        body: {
          pool: 'deliveries',
          reference: 'parcel-77',
          parties: [
            { role: 'courier', phoneNumber: '+6591178965' },
            { role: 'recipient', phoneNumber: '+6598765432' },
          ],
          ttlSeconds: 7200,
        },
      }),
    );
    const { id, virtualNumber, callableUntil } = booking;
    expect(Date.parse(callableUntil!)).toBeGreaterThan(Date.now());

    try {
      await answerOf(maskline.GET('/v1/bookings/{id}', { params: { path: { id: 'none' } } }));
    } catch (error) {
      if (!isProblem(error, 'booking-not-found')) throw error;
    }

    const params = { path: { id } };
    await answerOf(maskline.PATCH('/v1/bookings/{id}', { params, body: { ttlSeconds: 3600 } }));
    const replaced = await answerOf(
      maskline.PUT('/v1/bookings/{id}/parties/{role}', {
        params: { path: { id, role: 'courier' } },
        body: { phoneNumber: '+6598765433' },
      }),
    );
    if (replaced.virtualNumberChanged) console.log(`now it is ${replaced.virtualNumber}`);
    await answerOf(maskline.POST('/v1/bookings/{id}/complete', { params }));

    const bookings = itemsOf((page) =>
      maskline.GET('/v1/bookings', {
        params: { query: { pool: 'deliveries', limit: 50, ...page } },
      }),
    );
    for await (const { reference, status } of bookings) console.log(reference, status);

    const ofPhone = await answerOf(
      maskline.POST('/v1/bookings/search', { body: { phoneNumber: '+6598765432', limit: 10 } }),
    );
    console.log(ofPhone.items.length);

    const { results } = await answerOf(
      maskline.POST('/v1/bookings/batch', {
        body: {
          bookings: [
            {
              pool: 'deliveries',
              reference: 'parcel-78',
              parties: [
                { role: 'courier', phoneNumber: '+6591178972' },
                { role: 'recipient', phoneNumber: '+6598765443' },
              ],
            },
          ],
        },
      }),
    );
    for (const result of results) {
      if ('problem' in result) console.log(result.problem.code);
      else console.log(result.booking.reference);
    }

    const calls = await answerOf(maskline.GET('/v1/bookings/{id}/calls', { params }));
    const explained = await answerOf(
      maskline.POST('/v1/routing/explain', {
        body: { virtualNumber: virtualNumber!, caller: '+6591178965' },
      }),
    );
    console.log(calls.items.length, explained.decision, explained.reason);

    expect(shown).toEqual([
      ['parcel-77', 'completed'],
      [1],
      ['parcel-78'],
      [0, 'refuse', 'booking-ended'],
    ]);
  });

  it('are printed in the document exactly as in this file', () => {
    // The examples in the document import from a folder beside `src`.
    const source = readFileSync(new URL(import.meta.url), 'utf8').replaceAll("'../../", "'../");
    const here = withoutLayout(source);
    const paragraphs = blocksOf('ts').flatMap((block) => block.split('\n\n'));
    expect(paragraphs.length).toBeGreaterThan(6);
    for (const paragraph of paragraphs) expect(here).toContain(withoutLayout(paragraph).trim());
  });
});

/** Ignores white space and trailing commas, which differ with the depth of indentation. */
const withoutLayout = (text: string): string => text.replaceAll(/,?\s+/g, ' ');
