import { setTimeout as pause } from 'node:timers/promises';
import { listAt, textAt } from '../checker/read.js';
import { admin, type Stand } from '../stand/stand.js';

/** Milliseconds until texts and events must have arrived. */
const PATIENCE = 60_000;

/** Waits until nothing is on its way, and records everything that the API says. */
export async function readAll(stand: Stand): Promise<void> {
  await settle(stand);
  const { recorder, load, simulator, fleet } = stand;
  const bookings = await pages(stand, '/v1/bookings?pool=rides&limit=200');
  const byReference = new Map(bookings.map((body) => [textAt(body, 'reference'), body]));
  for (const reference of load.rides.references) {
    recorder.add({ type: 'booking', reference, body: byReference.get(reference) ?? null });
  }
  for (const body of await pages(stand, '/v1/calls?pool=rides&limit=200')) {
    recorder.add({ type: 'call-record', session: textAt(body, 'sessionId') ?? '', body });
  }
  const umids = await stand.postgres.query<{ id: string; umid: string }>(
    `select id, inbound_umid as umid from message where inbound_umid is not null`,
  );
  const umidOf = new Map(umids.map(({ id, umid }) => [id, umid]));
  for (const body of await pages(stand, '/v1/messages?pool=rides&limit=200')) {
    const umid = umidOf.get(textAt(body, 'id') ?? '') ?? '';
    recorder.add({ type: 'message-record', umid, body });
  }
  for (const body of await pages(stand, '/v1/events?limit=200'))
    recorder.add({ type: 'event', body });
  for (const { direction, createdAt, from, to, body } of simulator.sms.texts()) {
    if (direction === 'outbound') {
      recorder.add({ type: 'sent-text', at: createdAt.getTime(), from, to, body });
    }
  }
  await fleet.close();
}

/** Waits until no text is being sent, and every event is delivered or given up. */
async function settle({ postgres, simulator }: Stand): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE;
  // A replica that died holds its claims for a minute; nothing else moves them here.
  await pause(2_000);
  await postgres.query(`update message set claimed_until = now() where state = 'sending'`);
  await postgres.query(`update event_delivery set claimed_until = now(), due_at = least(due_at, now())
    where claimed_until is not null or status = 'pending'`);
  await simulator.sms.idle();
  for (;;) {
    const [row] = await postgres.query<{ open: number }>(
      `select (select count(*) from message where state in ('forwarding', 'sending'))::integer
            + (select count(*) from event_delivery where status = 'pending')::integer as open`,
    );
    if (row?.open === 0 || performance.now() > giveUpAt) return;
    await pause(200);
  }
}

async function pages({ fleet }: Stand, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await admin(fleet, 'GET', `${path}${more}`);
    items.push(...listAt(page, 'items'));
    cursor = textAt(page, 'nextCursor');
  } while (cursor !== undefined);
  return items;
}
