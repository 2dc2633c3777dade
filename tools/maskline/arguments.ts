import { parseArgs } from 'node:util';

export const USAGE = `Creates bookings from a CSV file.

  npm run --silent maskline -- import <file> [--pool <pool>] [--delimiter <character>] > results.csv

  <file>       UTF-8 with a header line; - reads the standard input
  --pool       id or name of the pool, for lines without one
  --delimiter  between the fields, for example ';'; a comma by default

Columns: pool, reference, role1, phoneNumber1, alternateNumbers1, language1, virtualNumber1, role2,
phoneNumber2, alternateNumbers2, language2, virtualNumber2, numberMode, virtualNumber, startsAt,
ttlSeconds, expiresAt, idleTtlSeconds, maxExpiresAt, callRecording, callersAllowed, channels,
announcement, quietHours (JSON), metadata (JSON), metadata.<name>. Lists are separated by spaces. The other
columns of an export are skipped.

Requires MASKLINE_URL, and MASKLINE_API_KEY with the scope bookings:write. Prints a CSV with the
result of each line. Importing a file again creates no booking twice.
Exits with 0 if every line has its booking, 1 if some were refused or the import stopped, 2 if the
command line is invalid.`;

export interface ImportArguments {
  file: string;
  pool: string | undefined;
  delimiter: string;
}

/** The command line is invalid; the message says why. */
export class UsageError extends Error {}

/** @returns undefined if help was requested @throws UsageError */
export function parseArguments(argv: string[]): ImportArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  const [command, file, ...more] = positionals;
  if (command !== 'import') throw new UsageError('the only command is import');
  if (file === undefined || more.length > 0) throw new UsageError('import needs one file');
  const { pool, delimiter = ',' } = values;
  if (delimiter.length !== 1) throw new UsageError('--delimiter must be one character');
  return { file, pool, delimiter };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        pool: { type: 'string' },
        delimiter: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
