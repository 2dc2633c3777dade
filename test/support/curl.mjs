// Implements the part of curl that the documents use, so that their commands run on machines without curl.
// CURL_REPLACES maps the addresses in the documents to servers of the test; CURL_LOG gets a line per response.
import { appendFileSync } from 'node:fs';

const args = process.argv.slice(2);
const headers = new Headers();
let method;
let body;
let url;
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '-H') {
    const [, name, value] = /^([^:]+): (.*)$/.exec(args.shift());
    headers.set(name, value);
  } else if (arg === '-X') method = args.shift();
  else if (arg === '-d') body = args.shift();
  else if (arg === '-s') continue;
  else if (arg.startsWith('-') || url !== undefined) fail(`curl: ${arg} is not known here`);
  else url = arg;
}
if (!URL.canParse(url)) fail(`curl: not a URL: ${url}`);
const asked = new URL(url);
const replaced = JSON.parse(process.env.CURL_REPLACES)[asked.origin];
if (replaced === undefined) fail(`curl: ${asked.origin} is no server of the documents`);

method ??= body === undefined ? 'GET' : 'POST';
const init = body === undefined ? { method, headers } : { method, headers, body };
const response = await fetch(`${replaced}${asked.pathname}${asked.search}`, init);
const text = await response.text();
const { status } = response;
appendFileSync(process.env.CURL_LOG, `${JSON.stringify({ method, url, status, text })}\n`);
process.stdout.write(text);

function fail(message) {
  console.error(message);
  process.exit(2);
}
