import { createReadStream } from 'node:fs';
import { createMasklineClient } from '../../clients/typescript/src/index.js';
import { type ImportArguments, parseArguments, UsageError, USAGE } from './arguments.js';
import { ImportError, importBookings } from './import-bookings.js';

/** `npm run maskline -- import <file>`: results go to the standard output, messages to the other. */
async function run({ file, pool, delimiter }: ImportArguments): Promise<number> {
  const { MASKLINE_URL: url, MASKLINE_API_KEY: key } = process.env;
  if (!url || !key) throw new UsageError('MASKLINE_URL and MASKLINE_API_KEY must be set');
  const client = createMasklineClient(url, key);
  const input = file === '-' ? process.stdin : createReadStream(file);
  const write = (text: string) => void process.stdout.write(text);
  const { created, existing, refused } = await importBookings(input, {
    client,
    pool,
    delimiter,
    write,
  });
  console.error(`${created} created, ${existing} existed already, ${refused} refused`);
  return refused > 0 ? 1 : 0;
}

try {
  const given = parseArguments(process.argv.slice(2));
  if (given) process.exitCode = await run(given);
  else console.log(USAGE);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ImportError)) throw error;
  console.error(error.message);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
