// Compares the simulated 8x8 with 8x8's documents: node tools/checks/check-simulator.mjs <openapi.json> …
// Requires `npm run build`. Makes every call of the voice client and every call of the SMS API, and prints the
// result against each document.
// Exits 1 if a response is not as documented, or if no document has the call.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { makeCall, VoiceApiClient } from '../../dist-tools/src/eightxeight/index.js';
import { Simulator } from '../../dist-tools/tools/simulator/index.js';

const SUB_ACCOUNT = 'acme_rides';
const NUMBER = '+6568332040';
const CALLEE = '+6591178965';
const API_KEY = 'simulator-key';
const NO_UMID = 'bda3d56d-1424-e711-813c-06ed3428fe67';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Which documents? node tools/checks/check-simulator.mjs <openapi.json> …');
  process.exit(2);
}

/** OpenAPI 3; ajv supports `nullable`. */
const documents = files.map((file) => {
  const { paths, components } = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(closed({ paths, components }), 'openapi');
  return { file, paths, ajv };
});

/** All requests and responses as sent over the wire. */
const exchanges = [];
const send = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  const response = await send(url, init);
  const { pathname } = new URL(url);
  if (!pathname.startsWith('/api/v1/')) return response;
  const text = await response.clone().text();
  exchanges.push({ method: init?.method ?? 'GET', pathname, status: response.status, text });
  return response;
};

const simulator = new Simulator({
  subAccountId: SUB_ACCOUNT,
  apiKey: API_KEY,
  numbers: [{ msisdn: NUMBER }, { msisdn: '+6568332041', operationalStatus: 'Unhealthy' }],
  timeScale: 10_000,
});
try {
  const baseUrl = await simulator.listen();
  await makeEveryCall(new VoiceApiClient({ baseUrl, apiKey: API_KEY }));
  await makeEverySmsCall(baseUrl);
} finally {
  await simulator.close();
}

async function makeEveryCall(client) {
  await client.listVirtualNumbers(SUB_ACCOUNT);
  await client.checkVirtualNumber(SUB_ACCOUNT, NUMBER);
  await client.checkVirtualNumber(SUB_ACCOUNT, CALLEE).catch(ifNotFound);
  await client.listWebhooks(SUB_ACCOUNT);
  const webhook = { type: 'VSS', url: 'https://mask.example/vss', httpAuthHeader: 'secret' };
  await client.createWebhook(SUB_ACCOUNT, webhook);
  await client.listWebhooks(SUB_ACCOUNT);
  await client.deleteWebhook(SUB_ACCOUNT, 'VSS');
  const target = { protocol: 'SFTP', host: 'files.example', port: 22, username: 'u', path: '/r' };
  await client.createRecordingPushConfig(SUB_ACCOUNT, { ...target, password: 'p' });
  await client.getRecordingPushConfig(SUB_ACCOUNT);
  await client.deleteRecordingPushConfig(SUB_ACCOUNT);
  const connect = { source: NUMBER, destination: CALLEE };
  await client.startCallflow(SUB_ACCOUNT, { callflow: [makeCall(connect)] });
  await simulator.idle();
  await client.listRecordings(SUB_ACCOUNT, await recordedCall(client, connect));
  await client.listSpeechProfiles(SUB_ACCOUNT);
}

async function makeEverySmsCall(baseUrl) {
  const { sms } = simulator;
  const call = async (method, path, body, key = API_KEY) => {
    const response = await fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
  };
  const messages = `/subaccounts/${sms.subAccountId}/messages`;
  const text = { source: NUMBER, destination: CALLEE, text: 'I am here', clientMessageId: '1' };
  const scheduled = new Date(Date.now() + 3_600_000).toISOString();

  const { umid } = await call('POST', messages, text);
  for (const response of ['rejected', 'upgrade-required', 'error']) {
    sms.nextText({ response });
    await call('POST', messages, text);
  }
  await call('POST', messages, { ...text, destination: '1' });
  await call('POST', messages, text, 'wrong');
  await simulator.idle();
  await call('GET', `${messages}/${umid}`);
  await call('GET', `${messages}/x`);
  await call('GET', `${messages}/${NO_UMID}`);
  await call('DELETE', `${messages}/${umid}/pii`);
  await call('DELETE', `${messages}/${NO_UMID}/pii`);
  const later = await call('POST', messages, { ...text, scheduled });
  await call('DELETE', `${messages}/${later.umid}`);
  await call('DELETE', `${messages}/${NO_UMID}`);
  const several = {
    messages: [text, { destination: CALLEE, encoding: 'none' }],
    template: { text: 'Hello', scheduled },
  };
  const batch = { ...several, clientBatchId: 'batch', includeMessagesInResponse: true };
  const { batchId } = await call('POST', `${messages}/batch`, batch);
  await call('POST', `${messages}/batch`, {});
  await call('DELETE', `${messages}/batch/${batchId}`);

  const account = `/accounts/${sms.accountId}`;
  const own = { subAccountId: sms.subAccountId, url: 'https://mask.example/sms' };
  await call('POST', `${account}/webhooks`, [{ ...own, httpAuthorization: 'secret' }]);
  await call('POST', `${account}/webhooks`, own);
  await call('GET', `${account}/webhooks`);
  await call('GET', `${account}/webhooks`, undefined, 'wrong');
  await call('DELETE', `${account}/webhooks`, [{ subAccountId: sms.subAccountId }]);
  await call('GET', `${account}/prices`);
  await call('GET', `${account}/prices?subAccountId=other`);
}

/** @returns its session id */
async function recordedCall(client, connect) {
  const answer = JSON.stringify({ callflow: [makeCall({ ...connect, callRecording: true })] });
  const callHandle = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(answer);
  });
  await once(callHandle.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${callHandle.address().port}`;
  await client.createWebhook(SUB_ACCOUNT, { type: 'VCA', url });
  const { sessionId } = await simulator.placeCall({ from: '+6598765432', to: NUMBER });
  callHandle.close();
  return sessionId;
}

/** Ignores a 404, which is one of the responses that are checked. */
function ifNotFound(error) {
  if (error.code !== 'eightxeight-not-found') throw error;
}

const rows = exchanges.flatMap((exchange) => {
  const known = documents.flatMap((document) => {
    const found = verdictOf(document, exchange);
    return found ? [{ document: document.file.split('/').at(-1), result: found }] : [];
  });
  const { method, pathname, status } = exchange;
  const call = `${method} ${pathname.replace(/^\/api\/v1\/(sub)?accounts\/[^/]+/, '')}`;
  if (known.length === 0) known.push({ document: '-', result: 'is in no document' });
  return known.map((one) => ({ call, status, ...one }));
});
console.table(rows);
process.exitCode = rows.every(({ result }) => ['as documented', 'no schema'].includes(result))
  ? 0
  : 1;

/** @returns undefined if the document does not have the call */
function verdictOf({ paths, ajv }, { method, pathname, status, text }) {
  const path = Object.keys(paths).find(
    (each) => patternOf(each).test(pathname) && method.toLowerCase() in paths[each],
  );
  if (path === undefined) return undefined;
  const found = paths[path][method.toLowerCase()].responses[status];
  if (!found) return `${status} is not documented`;
  const response = '$ref' in found ? resolved(found.$ref, { paths }) : found;
  const types = Object.values(response.content ?? {});
  const schema = types.find((type) => type.schema)?.schema;
  if (!schema) return 'no schema';
  const validate = ajv.compile(inDocument(closed(schema)));
  return validate(JSON.parse(text)) ? 'as documented' : ajv.errorsText(validate.errors);
}

/** Follows a reference within a document. */
function resolved(reference, document) {
  return reference
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((node, part) => node[part], document);
}

/** Points the references of a schema to the document that it is from. */
function inDocument(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && value.startsWith('#') ? `openapi${value}` : value,
  );
}

/** Closes all schemas, since a field that is in neither the schema nor its example is an error too. */
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const isObject = node.type === 'object' && 'properties' in node;
  if (!isObject || 'additionalProperties' in node) return copy;
  const shown = Object.keys(node.example ?? {}).map((name) => [name, {}]);
  const properties = { ...Object.fromEntries(shown), ...copy.properties };
  return { ...copy, properties, additionalProperties: false };
}

function patternOf(path) {
  return new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}
