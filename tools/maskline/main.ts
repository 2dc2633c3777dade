import { createReadStream } from 'node:fs';
import { createMasklineClient } from '../../clients/typescript/src/index.js';
import {
  type ImportArguments,
  parseArguments,
  type TwilioImportArguments,
  UsageError,
  USAGE,
} from './arguments.js';
import { importBookings } from './import-bookings.js';
import { ImportError } from './import-error.js';
import { importTwilioSessions } from './import-twilio.js';

/** Attempts to send a batch while the server refuses it for now. */
const MAX_ATTEMPTS = 10;

const write = (text: string) => void process.stdout.write(text);

/** `npm run maskline -- import <file>`: results go to the standard output, messages to the other. */
async function run({ file, pool, delimiter }: ImportArguments): Promise<number> {
  const { MASKLINE_URL: url, MASKLINE_API_KEY: key } = process.env;
  if (!url || !key) throw new UsageError('MASKLINE_URL and MASKLINE_API_KEY must be set');
  const client = createMasklineClient(url, key, { attempts: MAX_ATTEMPTS });
  const { created, existing, refused } = await importBookings(inputOf(file), {
    client,
    pool,
    delimiter,
    write,
  });
  console.error(`${created} created, ${existing} existed already, ${refused} refused`);
  return refused > 0 ? 1 : 0;
}

/** `npm run maskline -- import-twilio <file>`. */
async function runTwilio({ file, service, isDryRun }: TwilioImportArguments): Promise<number> {
  const {
    MASKLINE_URL: url,
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
  } = process.env;
  if (!url || !accountSid || !authToken) {
    throw new UsageError('MASKLINE_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set');
  }
  const options = { url, accountSid, authToken, serviceSid: service, isDryRun, write };
  const { created, existing, refused } = await importTwilioSessions(inputOf(file), options);
  const verb = isDryRun ? 'would be created' : 'created';
  console.error(`${created} ${verb}, ${existing} existed already, ${refused} refused`);
  return refused > 0 ? 1 : 0;
}

const inputOf = (file: string) => (file === '-' ? process.stdin : createReadStream(file));

try {
  const given = parseArguments(process.argv.slice(2));
  if (!given) console.log(USAGE);
  else process.exitCode = await (given.command === 'import' ? run(given) : runTwilio(given));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ImportError)) throw error;
  console.error(error.message);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
