import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import {
  answerOf,
  type MasklineClient,
  MasklineError,
  NoResponseError,
  type Schemas,
} from '../../clients/typescript/src/index.js';
import { csvLine } from '../../src/platform/rest/index.js';
import { bookingOf, type BookingRequest, type Row, unknownColumns } from './booking-row.js';
import { ImportError } from './import-error.js';

export { ImportError } from './import-error.js';

/** Limits of a batch: bookings, and bytes with some room for the rest of the body. */
const MAX_BOOKINGS = 500;
const MAX_BYTES = 1_500_000;

export interface ImportOptions {
  /** Repeats a batch while the server refuses it for now. */
  client: MasklineClient;
  /** The pool of lines without one. */
  pool: string | undefined;
  delimiter: string;
  /** Receives a CSV with a line for each booking. */
  write: (text: string) => void;
}

export interface ImportTally {
  created: number;
  existing: number;
  refused: number;
}

interface Line {
  line: number;
  request: BookingRequest;
}

type Result = Schemas['Batch']['results'][number];

const RESULT_COLUMNS = ['line', 'reference', 'status', 'bookingId', 'virtualNumbers', 'problem'];

/**
 * Creates a booking for each line of a CSV file, in batches. Importing the file again creates none
 * twice, so an interrupted import is repeated from the start.
 * @throws ImportError
 */
export async function importBookings(file: Readable, options: ImportOptions): Promise<ImportTally> {
  const tally: ImportTally = { created: 0, existing: 0, refused: 0 };
  options.write(csvLine(RESULT_COLUMNS));
  for await (const lines of batchesOf(file, options)) {
    const results = await send(
      options.client,
      lines.map(({ request }) => request),
    );
    for (const [at, { line, request }] of lines.entries()) {
      const result = results[at]!;
      count(result, tally);
      options.write(csvLine(resultFields(line, request, result)));
    }
  }
  return tally;
}

async function* batchesOf(
  file: Readable,
  { pool, delimiter }: ImportOptions,
): AsyncGenerator<Line[]> {
  let lines: Line[] = [];
  let bytes = 0;
  for await (const { line, row } of rowsOf(file, delimiter)) {
    const request = bookingOf(row, pool);
    const size = Buffer.byteLength(JSON.stringify(request)) + 1;
    if (lines.length === MAX_BOOKINGS || (lines.length > 0 && bytes + size > MAX_BYTES)) {
      yield lines;
      [lines, bytes] = [[], 0];
    }
    lines.push({ line, request });
    bytes += size;
  }
  if (lines.length > 0) yield lines;
}

/** Yields the lines of a file with their numbers. @throws ImportError */
async function* rowsOf(
  file: Readable,
  delimiter: string,
): AsyncGenerator<{ line: number; row: Row }> {
  const parser = file.pipe(
    parse({
      bom: true,
      delimiter,
      columns: (names: string[]) => {
        const columns = names.map((name) => name.trim());
        const [unknown] = unknownColumns(columns);
        // Not repeated: a file without a header line begins with phone numbers.
        if (unknown !== undefined) {
          const at = columns.indexOf(unknown) + 1;
          throw new ImportError(`column ${at} of the header line is unknown`);
        }
        return columns;
      },
      info: true,
      skip_empty_lines: true,
    }),
  );
  file.on('error', (error) => parser.destroy(error));
  try {
    for await (const { info, record } of parser as AsyncIterable<{
      info: { lines: number };
      record: Row;
    }>) {
      yield { line: info.lines, row: record };
    }
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const { code, lines } = error as { code?: string; lines?: number };
    throw new ImportError(
      lines === undefined
        ? `the file cannot be read: ${code ?? 'unknown error'}`
        : `line ${lines} is not valid CSV: ${code}`,
    );
  }
}

/** Sends a batch. @throws ImportError */
async function send(client: MasklineClient, bookings: BookingRequest[]): Promise<Result[]> {
  try {
    const request = client.POST('/v1/bookings/batch', { body: { bookings } });
    return (await answerOf(request)).results;
  } catch (error) {
    if (!(error instanceof MasklineError || error instanceof NoResponseError)) throw error;
    const why = error instanceof MasklineError ? error.problem.code : error.message;
    throw new ImportError(`the server does not take the bookings: ${why}`);
  }
}

function count(result: Result, tally: ImportTally): void {
  if ('problem' in result) tally.refused += 1;
  else if (result.status === 201) tally.created += 1;
  else tally.existing += 1;
}

/** Returns the fields of the line that the import writes. They never contain a phone number. */
function resultFields(line: number, { reference }: BookingRequest, result: Result) {
  if ('booking' in result) {
    const { id, parties } = result.booking;
    const numbers = new Set(parties.map(({ virtualNumber }) => virtualNumber));
    return [line, reference, result.status, id, [...numbers].join(' '), ''];
  }
  const {
    code,
    path,
    errors = [],
  } = result.problem as typeof result.problem & {
    path?: string;
    errors?: { path: string; message: string }[];
  };
  const fields = [...(path === undefined ? [] : [path]), ...errors.map((error) => error.path)];
  const problem = [code, ...fields.map(columnOf)].join(' ');
  return [line, reference, result.status, '', '', problem];
}

/** Returns the column of a field: `parties[0].phoneNumber` is `phoneNumber1`. */
const columnOf = (path: string): string =>
  path.replace(
    /^parties\[(\d)\]\.(\w+)(\[\d+\])?$/,
    (_, at: string, field: string) => `${field}${Number(at) + 1}`,
  );
