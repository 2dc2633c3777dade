import { parseArgs } from 'node:util';

export const USAGE = `Creates bookings from a CSV file, or sessions of Twilio Proxy's API from JSON lines.

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
command line is invalid.

  npm run --silent maskline -- import-twilio <file> --service <KS…> [--dry-run] > results.csv

  <file>       one JSON object per line: {"uniqueName" or "sid", "mode"?, "ttl"?, "dateExpiry"?,
               "participants": [{"identifier", "friendlyName"?, "proxyIdentifier"?}]}
  --service    SID of the service in Maskline
  --dry-run    creates nothing, and says which sessions would be created

Requires MASKLINE_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN of a Twilio account of Maskline.`;

export interface ImportArguments {
  command: 'import';
  file: string;
  pool: string | undefined;
  delimiter: string;
}

export interface TwilioImportArguments {
  command: 'import-twilio';
  file: string;
  service: string;
  isDryRun: boolean;
}

/** The command line is invalid; the message says why. */
export class UsageError extends Error {}

/** @returns undefined if help was requested @throws UsageError */
export function parseArguments(
  argv: string[],
): ImportArguments | TwilioImportArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  const [command, file, ...more] = positionals;
  if (command !== 'import' && command !== 'import-twilio') {
    throw new UsageError('the commands are import and import-twilio');
  }
  if (file === undefined || more.length > 0) throw new UsageError(`${command} needs one file`);
  const { pool, delimiter = ',', service, 'dry-run': isDryRun = false } = values;
  if (command === 'import-twilio') {
    if (service === undefined) throw new UsageError('import-twilio needs --service');
    return { command, file, service, isDryRun };
  }
  if (delimiter.length !== 1) throw new UsageError('--delimiter must be one character');
  return { command, file, pool, delimiter };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        pool: { type: 'string' },
        delimiter: { type: 'string' },
        service: { type: 'string' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
