// Checks that each statement on a table that grows names its pool, so that a database that is divided by pool
// can send it to one node, and so that an index that begins with the pool is used. Exceptions are listed here
// with their reason, and the list may only get shorter.
// Run by `npm run lint`, over the statements in docs/sql; prints each that breaks the rule, and exits 1.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SQL = resolve(import.meta.dirname, '../../docs/sql');

/** Tables that grow with bookings, calls or texts. Their keys have `pool_id`. */
const GROWING = new Set([
  'abuse_report',
  'block',
  'booking',
  'call_leg',
  'call_session',
  'carrier_erasure',
  'message',
  'message_reply_guard',
  'missed_call_guard',
  'opt_out',
  'outbox_event',
  'party',
  'party_alternate',
  'party_pin',
  'pin_guard',
  'recording',
  'route',
  'twilio_participant',
  'twilio_session',
  'webhook_receipt',
]);

/** Statement → why it concerns all pools. */
const ALLOWED = {
  'bookings-of-routes': 'pages over all routes to move them to another key',
  'check-number': 'begins with a number, which belongs to one pool',
  'count-carrier-erasures': 'the queue of all pools',
  'count-recent-calls': 'begins with a number, which belongs to one pool',
  'delete-backfilled-routes': 'a step of a key rotation',
  'delete-backfilled-routes-of': 'a step of a key rotation',
  'delete-block': 'a block may concern all pools',
  'delete-blocks': 'a block may concern all pools',
  'delete-event-subscription': 'a subscription may concern all pools',
  'delete-old-block': 'retention of all pools',
  'delete-opt-outs-of-phone': 'erasure of a person from all pools',
  'delete-these-old-block': 'retention of all pools',
  'drop-blocks-of-keys': 'a step of a key rotation',
  'find-numbers-in-use': 'begins with numbers, which belong to one pool',
  'find-opt-out': 'begins with a number, which belongs to one pool',
  'find-use-of-number': 'begins with a number, which belongs to one pool',
  'list-claimable-texts': 'the worker serves all pools',
  'list-due-deliveries': 'the worker serves all pools',
  'list-old-block': 'retention of all pools',
  'waiting-texts': 'a gauge of all pools',
};

const USE = /\b(?:from|join|into|update)\s+(?:only\s+)?([a-z_]+)/g;
const failures = [];
const unused = new Set(Object.keys(ALLOWED));
for (const file of readdirSync(SQL)) {
  if (file === 'application-role.sql') continue;
  const sections = readFileSync(join(SQL, file), 'utf8').split(/^(?=-- [a-z][a-z0-9-]+$)/m);
  for (const section of sections.slice(1)) {
    const name = section.slice(3, section.indexOf('\n'));
    const body = section.replaceAll(/^--.*\n/gm, '');
    const grows = [...body.matchAll(USE)].some(([, table]) => GROWING.has(table));
    if (!grows || body.includes('pool_id')) continue;
    if (!unused.delete(name)) failures.push(`${file}: ${name} does not name its pool`);
  }
}
for (const name of unused) failures.push(`${name} names its pool now: remove its exception`);
for (const failure of failures) console.error(failure);
process.exit(failures.length > 0 ? 1 : 0);
