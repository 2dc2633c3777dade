import { snapshotNumber } from './attacks.js';
import { WEBHOOK_SECRET } from './stage.js';

/**
 * Sends a VNU snapshot with the numbers of the pool first, followed by new ones.
 * @returns the status, and the response time
 */
export async function sendSnapshot(
  url: string,
  subAccountId: string,
  count: number,
  existing: number,
  firstMsisdn: number,
): Promise<string> {
  const firstNew = 6_530_000_000;
  const numbers = Array.from({ length: count }, (_, n) =>
    snapshotNumber(n < existing ? `+${firstMsisdn + n}` : `+${firstNew + n}`),
  );
  const head = JSON.stringify({ subAccountId, updateEventType: 'SNAPSHOT', totalNumbers: count });
  const body = `{"namespace":"VOICE","eventType":"VIRTUAL_NUMBER_UPDATE","payload":${head.slice(0, -1)},"virtualNumbers":[${numbers.join()}]}}`;
  const start = performance.now();
  const response = await fetch(`${url}/webhooks/8x8/virtual-numbers`, {
    method: 'POST',
    headers: { authorization: WEBHOOK_SECRET, 'content-type': 'application/json' },
    body,
  });
  await response.arrayBuffer();
  const seconds = (performance.now() - start) / 1000;
  return `${response.status} after ${seconds.toFixed(1)} s, ${(body.length / 1e6).toFixed(0)} MB`;
}
