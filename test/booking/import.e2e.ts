import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMasklineClient } from '../../clients/typescript/src/index.js';
import { ImportError, importBookings } from '../../tools/maskline/import-bookings.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { createKey } from '../support/api-keys.js';
import { createPool, newPhone } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function importFile(
  text: string | Readable,
  options: { pool?: string; delimiter?: string; key?: string } = {},
) {
  let output = '';
  const tally = await importBookings(typeof text === 'string' ? Readable.from([text]) : text, {
    client: createMasklineClient(app.url, options.key ?? ADMIN_API_KEY),
    pool: options.pool,
    delimiter: options.delimiter ?? ',',
    write: (written) => (output += written),
  });
  const [head, ...lines] = output.trimEnd().split('\r\n');
  return { tally, output, head, lines };
}

const HEAD = 'reference,role1,phoneNumber1,role2,phoneNumber2';
const line = (reference: string, [rider, driver] = [newPhone(), newPhone()]): string =>
  `${reference},rider,${rider},driver,${driver}`;

const bookingOf = async (pool: string, reference: string) => {
  const query = new URLSearchParams({ pool, reference });
  const { id } = (await app.get(`/v1/bookings?${query.toString()}`).expect(200)).body.items[0];
  return (await app.get(`/v1/bookings/${id}?reveal=true`).expect(200)).body;
};

describe('an import of bookings', () => {
  it('creates a booking for each line, and none twice', async () => {
    const { name: pool } = await createPool(app);
    const lines = Array.from({ length: 1_100 }, (_, at) => line(`ride-${at}`));
    const file = [HEAD, ...lines].join('\n');
    const first = await importFile(file, { pool });
    expect(first.tally).toEqual({ created: 1_100, existing: 0, refused: 0 });
    const { id, virtualNumber } = await bookingOf(pool, 'ride-0');
    expect(first.head).toBe('line,reference,status,bookingId,virtualNumbers,problem');
    expect(first.lines[0]).toBe(`2,ride-0,201,${id},${virtualNumber},`);
    const again = await importFile(file, { pool });
    expect(again.tally).toEqual({ created: 0, existing: 1_100, refused: 0 });
  });

  it('refuses a bad line alone, and names its column without its value', async () => {
    const { name: pool } = await createPool(app);
    const bad = '+6512';
    const file = [
      `${HEAD},ttlSeconds,metadata`,
      `${line('a')},60,`,
      `${line('b', [newPhone(), bad])},,`,
      `${line('c')},soon,`,
      `${line('d')},,{`,
      'e,,,,,,',
      `${line('f')},,`,
    ].join('\r\n');
    const { tally, lines, output } = await importFile(file, { pool });
    expect(tally).toEqual({ created: 2, existing: 0, refused: 4 });
    expect(lines.slice(1, 5)).toEqual([
      '3,b,422,,,phone-number-invalid phoneNumber2',
      '4,c,400,,,validation-failed ttlSeconds',
      '5,d,400,,,validation-failed metadata',
      '6,e,400,,,validation-failed parties',
    ]);
    expect(output).not.toContain(bad);
  });

  it('takes every field, another delimiter, quotes, a byte order mark and lines of an export', async () => {
    const { name: pool, numbers } = await createPool(app);
    const [rider, driver, other] = [newPhone(), newPhone(), newPhone()];
    const head = [
      'id;pool;reference;status;virtualNumber;role1;phoneNumber1;alternateNumbers1;language1',
      'role2;phoneNumber2;callRecording;callersAllowed;announcement;metadata.city;createdAt',
    ].join(';');
    const row = [
      `x;${pool};"'=ride ""1""; a";active;${numbers[2]};rider;'${rider};${other};de`,
      `driver;${driver};TRUE;rider driver;Welcome;"Zürich\nCH";2026-01-01`,
    ].join(';');
    const { tally } = await importFile(`\ufeff${head}\n${row}\n`, { delimiter: ';' });
    expect(tally.created).toBe(1);
    expect(await bookingOf(pool, '=ride "1"; a')).toMatchObject({
      virtualNumber: numbers[2],
      parties: [
        { role: 'rider', phoneNumber: rider, alternateNumbers: [other], language: 'de' },
        { role: 'driver', phoneNumber: driver, alternateNumbers: [] },
      ],
      callRecording: true,
      callersAllowed: ['rider', 'driver'],
      announcement: { text: 'Welcome' },
      metadata: { city: 'Zürich\nCH' },
    });
  });

  it('reads what the list exports with full numbers', async () => {
    const { name: pool } = await createPool(app);
    await importFile([HEAD, line('=1+1'), line('two')].join('\n'), { pool });
    const { text } = await app.get(`/v1/bookings.csv?pool=${pool}&reveal=true`).expect(200);
    const { name: other } = await createPool(app);
    const moved = text.replaceAll(`,${pool},`, `,${other},`).replaceAll(/,\+656\d+,/g, ',,');
    expect((await importFile(moved)).tally).toEqual({ created: 2, existing: 0, refused: 0 });
    const [before, after] = [await bookingOf(pool, '=1+1'), await bookingOf(other, '=1+1')];
    const people = ({ parties }: { parties: Record<string, unknown>[] }) =>
      parties.map(({ virtualNumber: _chosen, ...person }) => person);
    expect(people(after)).toEqual(people(before));
    expect(after.expiresAt).toBe(before.expiresAt);
  });

  it('waits when the key has used up its requests', async () => {
    const { name: pool } = await createPool(app);
    const { key } = await createKey(app, ['bookings:write'], { rateLimitPerMinute: 1_000 });
    const lines = Array.from({ length: 1_010 }, (_, at) => line(`ride-${at}`));
    const { tally } = await importFile([HEAD, ...lines].join('\n'), { pool, key });
    expect(tally.created).toBe(1_010);
  });

  it.each([
    ['column 2 of the header line', 'reference,+6591178965'],
    ['line 3 is not valid CSV: CSV_RECORD_INCONSISTENT_COLUMNS', `${HEAD}\n${line('a')}\nb,c`],
    ['unauthenticated', `${HEAD}\n${line('a')}`],
  ])('stops at a file or a key that cannot be used: %s', async (message, text) => {
    const failure = importFile(text, { pool: 'rides', key: 'mk_live_unknown' });
    await expect(failure).rejects.toThrow(ImportError);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow('91178965');
  });
});
