import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The web server of 8x8's tutorial "How to implement 8x8 Number Masking?", which is written with Flask: for each
 * call it asks a hosted database over HTTP for the booking of (caller, virtual number), and responds with
 * `makeCall`. Here it is in Node.js, since Flask cannot be assumed to be installed. It does what the tutorial
 * does, and no more: the callee of a rider's call only, a new connection for each query, as Python's
 * `requests.get` makes, no record of the call, and status 500 on any error.
 * https://developer.8x8.com/connect/docs/how-number-masking-protects-customer-privacy
 */
const { databaseUrl } = JSON.parse(process.argv[2]!) as { databaseUrl: string };
const agent = new Agent({ keepAlive: false });

interface BookingRecord {
  User2: number;
  VLN: number;
}

function queryDatabase(source: string, destination: string): Promise<BookingRecord[]> {
  const query = encodeURIComponent(`{"User1":${source.slice(1)}, "VLN":${destination.slice(1)}}`);
  return new Promise((resolve, reject) => {
    const headers = { apikey: 'of-the-hosted-database' };
    get(`${databaseUrl}/rest/numberMaskingDb?q=${query}`, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve(JSON.parse(Buffer.concat(chunks).toString()) as BookingRecord[]);
      });
    }).on('error', reject);
  });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { payload } = JSON.parse(Buffer.concat(chunks).toString()) as {
      payload: { source: string; destination: string };
    };
    const respond = async (): Promise<void> => {
      const [record] = await queryDatabase(payload.source, payload.destination);
      const params = { source: `+${record!.VLN}`, destination: `+${record!.User2}` };
      const body = JSON.stringify({ callflow: [{ action: 'makeCall', params }] });
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    };
    respond().catch(() => response.writeHead(500).end());
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));
