import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stands in for the hosted database of 8x8's tutorial, which is queried over HTTP: `GET …?q={"User1":…,"VLN":…}`
 * returns the records that match. It has them in memory, so it is cheaper than any real one, and is on the same
 * machine; `delayMs` adds the way to it.
 */
interface Plan {
  firstMsisdn: number;
  numbers: number;
  bookings: number;
  delayMs: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const records = new Map<string, object>();
for (let booking = 0; booking < plan.bookings; booking += 1) {
  const digits = String(booking).padStart(7, '0');
  const record = {
    _id: booking.toString(16).padStart(16, '0'),
    User1: Number(`659${digits}`),
    User2: Number(`658${digits}`),
    VLN: plan.firstMsisdn + (booking % plan.numbers),
  };
  records.set(`${record.User1} ${record.VLN}`, record);
}

const server = createServer((request, response) => {
  const query = new URL(request.url!, 'http://localhost').searchParams.get('q')!;
  const { User1, VLN } = JSON.parse(query) as { User1: number; VLN: number };
  const record = records.get(`${User1} ${VLN}`);
  const body = JSON.stringify(record ? [record] : []);
  const respond = () => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  if (plan.delayMs > 0) void delay(plan.delayMs).then(respond);
  else respond();
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));
