// Prints the active bookings of a pool as CSV, to move them into another pool or another Maskline:
//   node dist-tools/examples/export-bookings.js rides | npm run --silent maskline -- import - --pool rides-new
// SOURCE_URL and SOURCE_API_KEY are of the export, MASKLINE_URL and MASKLINE_API_KEY of the import. The key of the
// export needs the scopes bookings:read and numbers:reveal. Both can be repeated: no booking is created twice.
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';

/** Columns that the new pool decides: without them, it chooses its own numbers. */
const LEFT_OUT = /^(pool|virtualNumber[12]?)$/;

/** Yields the lines of the CSV, page by page. */
export async function* exportedBookings(
  url: string,
  apiKey: string,
  pool: string,
): AsyncGenerator<string> {
  const query = new URLSearchParams({ pool, status: 'active', reveal: 'true', limit: '200' });
  let page: string | undefined = `/v1/bookings.csv?${query.toString()}`;
  for (let isFirst = true; page !== undefined; isFirst = false) {
    const headers = { authorization: `Bearer ${apiKey}`, accept: 'text/csv' };
    const response: Response = await fetch(new URL(page, url), { headers });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    const rows: string[][] = parse(await response.text(), { bom: true });
    const columns = rows[0] ?? [];
    for (const row of isFirst ? rows : rows.slice(1)) {
      yield csvLine(row.filter((_, at) => !LEFT_OUT.test(columns[at] ?? '')));
    }
    page = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
}

const csvLine = (fields: string[]): string =>
  `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\r\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { SOURCE_URL: url, SOURCE_API_KEY: key } = process.env;
  const pool = process.argv[2];
  if (!url || !key || !pool) throw new Error('SOURCE_URL, SOURCE_API_KEY and a pool are required');
  for await (const line of exportedBookings(url, key, pool)) process.stdout.write(line);
}
