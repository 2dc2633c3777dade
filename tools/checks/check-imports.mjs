// Checks module boundaries: dependencies point one way, and a module is entered through its index.ts.
// Run by `npm run lint`; prints each import that breaks a rule, and exits 1 if there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

const GROUND = [
  'input',
  'values',
  'errors',
  'observability',
  'config',
  'rest',
  'database',
  'security',
  'jobs',
].map((name) => `src/platform/${name}`);
const BELOW_EVENTS = [...GROUND, 'src/eightxeight'];

const platform = (...names) => names.map((name) => `src/platform/${name}`);
const product = (...names) => names.map((name) => `src/${name}`);

/** The modules that each module may import besides itself; anything else is refused. */
const ALLOWED = {
  'src/platform/input': [],
  'src/platform/errors': [],
  'src/platform/values': platform('errors'),
  'src/platform/observability': platform('config', 'errors', 'values'),
  'src/platform/config': platform('input'),
  'src/platform/rest': platform('errors', 'input', 'observability', 'values'),
  'src/platform/database': platform('errors', 'config', 'observability'),
  'src/platform/security': platform(
    'input',
    'values',
    'errors',
    'observability',
    'config',
    'rest',
    'database',
  ),
  'src/platform/jobs': platform(
    'values',
    'errors',
    'observability',
    'config',
    'rest',
    'database',
    'security',
  ),
  'src/platform/http': platform(
    'input',
    'values',
    'errors',
    'observability',
    'config',
    'rest',
    'security',
  ),
  'src/platform/openapi': platform('errors', 'rest'),
  'src/eightxeight': platform('input', 'values', 'errors', 'observability', 'config', 'rest'),
  'src/events': BELOW_EVENTS,
  'src/carrier-inbox': BELOW_EVENTS,
  'src/pool': [...BELOW_EVENTS, ...product('events', 'carrier-inbox')],
  'src/booking': [...BELOW_EVENTS, ...product('events', 'pool')],
  'src/status': [...BELOW_EVENTS, ...product('events', 'carrier-inbox', 'pool', 'booking')],
  'src/callhandle': [...BELOW_EVENTS, ...product('events', 'pool', 'booking', 'status')],
  'src/messaging': [
    ...BELOW_EVENTS,
    ...product('events', 'carrier-inbox', 'pool', 'booking', 'status'),
  ],
  'src/key-rotation': [
    ...BELOW_EVENTS,
    ...product(
      'events',
      'carrier-inbox',
      'pool',
      'booking',
      'status',
      'callhandle',
      'messaging',
      'twilio-proxy',
    ),
  ],
  'src/privacy': [
    ...BELOW_EVENTS,
    ...product('events', 'pool', 'booking', 'status', 'callhandle', 'messaging', 'twilio-proxy'),
  ],
  'src/twilio-proxy': [
    ...BELOW_EVENTS,
    ...product('events', 'pool', 'booking', 'status', 'callhandle', 'messaging'),
    ...platform('http'),
  ],
  'src/health': [
    ...GROUND,
    ...platform('openapi'),
    ...product('events', 'pool', 'booking', 'status', 'messaging'),
  ],
  'src/console': platform('errors', 'rest', 'security'),
  'tools/simulator': product('eightxeight'),
  'tools/setup-8x8': [...platform('config'), ...product('eightxeight')],
  'tools/maskline': ['clients/typescript/src', ...platform('rest')],
  'tools/demo': ['clients/typescript/src', 'tools/simulator'],
  'tools/sandbox': ['clients/typescript/src', 'tools/demo', 'tools/simulator'],
};

const files = ['src', 'tools'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

/** Returns the part of a path that names its module; undefined for files that wire the modules together. */
function moduleOf(file) {
  const depth = /^(src\/platform|clients\/typescript)\//.test(file) ? 3 : 2;
  const parts = file.split('/');
  return parts.length > depth ? parts.slice(0, depth).join('/') : undefined;
}

const faults = files.flatMap((file) => {
  const own = moduleOf(file);
  if (own === undefined || own === 'tools/openapi') return [];
  // Tests may use the simulator in place of 8x8.
  const isAllowed = (other) =>
    ALLOWED[own]?.includes(other) || (other === 'tools/simulator' && file.endsWith('.spec.ts'));
  const source = readFileSync(join(ROOT, file), 'utf8');
  const imports = [...source.matchAll(/\bfrom\s+'(\.[^']+)'/g)].map(([, path]) => path);
  return imports.flatMap((path) => {
    const target = relative(ROOT, resolve(ROOT, dirname(file), path));
    const other = moduleOf(target);
    if (other === own) return [];
    const where = `${file} imports ${path}`;
    if (!isAllowed(other)) return [`${where}: ${own} may not depend on ${other}`];
    return target === `${other}/index.js` ? [] : [`${where}: import from its index.js`];
  });
});

for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
