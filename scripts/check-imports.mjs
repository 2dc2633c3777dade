// Keeps the modules apart: dependencies point one way, and a module is entered by its index.ts.
// Run by `npm run lint`; prints each import that breaks a rule, and exits 1 if there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SRC = resolve(import.meta.dirname, '../src');

const BELOW_EVENTS = ['edge', 'common', 'config', 'database', 'security', 'eightxeight', 'jobs'];

/** What each module may import, besides itself. Whatever is not listed here is refused. */
const ALLOWED = {
  edge: [],
  common: ['edge'],
  config: ['edge'],
  database: ['edge', 'common', 'config'],
  security: ['edge', 'common', 'config', 'database'],
  eightxeight: ['edge', 'common', 'config'],
  jobs: ['edge', 'common', 'config', 'database', 'security'],
  events: BELOW_EVENTS,
  pool: [...BELOW_EVENTS, 'events'],
  booking: [...BELOW_EVENTS, 'events', 'pool'],
  status: [...BELOW_EVENTS, 'events', 'pool', 'booking'],
  callhandle: [...BELOW_EVENTS, 'events', 'pool', 'booking', 'status'],
  rotation: [...BELOW_EVENTS, 'events', 'pool', 'booking', 'status'],
  privacy: [...BELOW_EVENTS, 'pool', 'booking', 'events', 'status', 'callhandle'],
  health: ['edge', 'common', 'config', 'database', 'security', 'events', 'pool'],
  openapi: [],
  http: ['edge', 'common', 'config', 'security'],
  setup: ['config', 'eightxeight'],
  simulator: ['eightxeight'],
  client: [],
  demo: ['client', 'simulator'],
};

const sourceFiles = readdirSync(SRC, { recursive: true })
  .filter((file) => file.endsWith('.ts') && file.includes('/'))
  .map((file) => join(SRC, file));

const moduleOf = (file) => relative(SRC, file).split('/')[0];

const faults = sourceFiles.flatMap((file) => {
  const own = moduleOf(file);
  // The simulator stands for 8x8 in tests.
  const isAllowed = (other) =>
    ALLOWED[own]?.includes(other) || (other === 'simulator' && file.endsWith('.spec.ts'));
  const source = readFileSync(file, 'utf8');
  const imports = [...source.matchAll(/\bfrom\s+'(\.[^']+)'/g)].map(([, path]) => path);
  return imports.flatMap((path) => {
    const target = resolve(dirname(file), path);
    const other = moduleOf(target);
    if (other === own) return [];
    const where = `${relative(SRC, file)} imports ${path}`;
    if (!isAllowed(other)) return [`${where}: ${own} may not depend on ${other}`];
    return relative(SRC, target) === `${other}/index.js` ? [] : [`${where}: enter by index.js`];
  });
});

for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
