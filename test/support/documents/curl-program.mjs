// curl as a program. CURL_REPLACES is the JSON of what it replaces; CURL_LOG gets a line per response.
import { appendFileSync } from 'node:fs';
import { curl } from './curl.mjs';

try {
  const exchange = await curl(process.argv.slice(2), JSON.parse(process.env.CURL_REPLACES));
  appendFileSync(process.env.CURL_LOG, `${JSON.stringify(exchange)}\n`);
  process.stdout.write(exchange.text);
} catch (error) {
  console.error(`curl: ${error.message}`);
  process.exitCode = 2;
}
