// Checks table ownership: SQL that names a table belongs to the module that has its entity. Exceptions are
// listed here, and the list may only get shorter.
// Run by `npm run lint`; prints each statement that breaks a rule, and exits 1 if there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const SRC = resolve(import.meta.dirname, '../../src');

/** Module → its uses of other modules' tables. */
const ALLOWED = {
  // The statement itself refuses keys without access to the pool.
  security: ['reads pool'],
  events: ['reads pool'],
  // Numbers with bookings are not removed; new numbers are indexed under each key.
  pool: ['reads booking', 'reads route', 'reads number_key'],
  booking: ['reads pool', 'reads virtual_number', 'reads call_session', 'reads number_key'],
  status: [
    'reads pool',
    'reads virtual_number',
    'reads route',
    'reads party',
    'reads party_alternate',
  ],
  // A call is decided and recorded in one statement.
  callhandle: [
    'reads pool',
    'reads virtual_number',
    'reads booking',
    'reads party',
    'reads party_pin',
    'reads route',
    'reads call_session',
    'writes call_session',
  ],
  // A text is decided and recorded in one statement, also one about a missed call.
  messaging: [
    'reads pool',
    'reads virtual_number',
    'reads booking',
    'reads party',
    'reads route',
    'reads call_session',
  ],
  // Moves every ciphertext and index to another key.
  'key-rotation': [
    'reads number_key',
    'writes number_key',
    'reads virtual_number',
    'writes virtual_number',
    'writes abuse_report',
    'writes booking',
    'writes party',
    'writes party_alternate',
    'writes call_session',
    'writes call_leg',
    'writes dead_letter',
    'writes event_subscription',
    'writes decision_hook',
    'writes message',
    'writes opt_out',
    'writes facade_account',
  ],
  // Twilio's API shows pools, bookings and calls in a form of its own.
  'twilio-proxy': [
    'reads pool',
    'reads virtual_number',
    'reads booking',
    'reads party',
    'reads route',
    'reads call_session',
  ],
};

const files = readdirSync(SRC, { recursive: true })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file.includes('/'))
  .filter((file) => !file.startsWith('platform/database/migrations/'))
  .map((file) => ({ module: moduleOf(file), file, text: withoutComments(file) }));

function moduleOf(file) {
  const [first, second] = file.split('/');
  return first === 'platform' ? second : first;
}

function withoutComments(file) {
  const text = readFileSync(join(SRC, file), 'utf8');
  return text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$|^\s*--.*$/gm, '');
}

const owners = new Map(
  files.flatMap(({ module, text }) =>
    [...text.matchAll(/@Entity\('(\w+)'/g)].map(([, table]) => [table, module]),
  ),
);

/** The last form is for statements that are built for several tables. */
const USES = /\b(insert into|update|delete from|from|join|table:)\s+'?(\w+)/g;
const found = new Map();
for (const { module, file, text } of files) {
  for (const [, verb, table] of text.matchAll(USES)) {
    const owner = owners.get(table);
    if (owner === undefined || owner === module) continue;
    const use = `${verb === 'from' || verb === 'join' ? 'reads' : 'writes'} ${table}`;
    const key = `${module} ${use}`;
    found.set(key, [...(found.get(key) ?? []), relative('.', join(SRC, file))]);
  }
}

const allowed = new Set(
  Object.entries(ALLOWED).flatMap(([module, uses]) => uses.map((use) => `${module} ${use}`)),
);
const faults = [
  ...[...found]
    .filter(([key]) => !allowed.has(key))
    .map(([key, where]) => `${key}, which another module owns: ${[...new Set(where)].join(', ')}`),
  ...[...allowed]
    .filter((key) => !found.has(key))
    .map((key) => `${key}: unused, remove it from the list in tools/checks/check-tables.mjs`),
];
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
