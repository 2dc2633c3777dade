import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface Block {
  document: string;
  /** Of its first line of text, from 1. */
  line: number;
  /** Empty for output, trees of files and the like. */
  language: string;
  text: string;
}

const markdownIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((file) => `${folder}/${String(file)}`)
    .filter((file) => file.endsWith('.md'))
    .toSorted();

/** Everything that readers find: the pages of the site, and the beginning of the API reference. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...markdownIn('docs'),
  ...markdownIn('clients').filter((file) => !file.includes('node_modules')),
  'examples/README.md',
  'bench/README.md',
  'test/faults/README.md',
  'tools/openapi/getting-started.md',
];

/** Returns the fenced blocks of a document, without the indentation of a list. */
export function blocksOf(document: string): Block[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/^( *)```(\w*)\n([^]*?)^\1```$/gm)].map((match) => {
    const [, indent = '', language = '', body = ''] = match;
    return {
      document,
      line: text.slice(0, match.index).split('\n').length + 1,
      language,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

/** Documents whose shell blocks run one after the other in one shell, as a newcomer reads them. */
export const READ_IN_TURN = [
  'README.md',
  'docs/api.md',
  'docs/events.md',
  'docs/privacy.md',
  'docs/console.md',
  'docs/decision-hook.md',
  'docs/from-twilio-proxy.md',
] as const;

/** Documents whose shell blocks run on their own. */
export const READ_ALONE = [
  'docs/events.md',
  'docs/privacy.md',
  'docs/simulator.md',
  'docs/quickstart.md',
  'docs/connect-8x8.md',
  'docs/texts.md',
] as const;

/** Shell blocks that docs-lines.e2e.ts does not run: a line of each, and why. */
export const NOT_RUN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    'npm ci && npm run demo ': 'CI runs both, from a clean checkout',
    'npm ci && npm run build ': 'test/resilience/process.e2e.ts starts dist/main.js',
    'docker compose up -d --build': 'needs Docker',
  },
  'CONTRIBUTING.md': { 'npm run test:watch': 'CI runs what ends' },
  'bench/README.md': { 'npm run bench:callhandle': 'takes minutes' },
  'clients/mcp/README.md': { 'npm pack': 'test/clients/mcp.e2e.ts packs it' },
  'clients/postman/README.md': { 'npx newman': 'test/clients/sandbox.e2e.ts runs newman' },
  'clients/typescript/README.md': { 'npm pack': 'test/clients/sandbox.e2e.ts does this' },
  'docs/api.md': { 'cat > bookings.csv': 'test/booking/import.e2e.ts imports a file' },
  'docs/deploy.md': {
    'docker compose up -d --build': 'needs Docker',
    'docker build': 'needs Docker',
    'npm prune': 'removes what the tests need',
    kubectl: 'needs a cluster',
    psql: 'test/security/application-role.e2e.ts runs the file without psql',
  },
  'docs/from-twilio-proxy.md': {
    'import-twilio': 'test/twilio-proxy/twilio-accounts.e2e.ts imports an export of Twilio',
  },
  'docs/key-rotation.md': { openssl: 'needs OpenSSL; it only prints 32 random bytes' },
  'docs/observability.md': {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'test/observability/traces.e2e.ts sets it',
  },
  'docs/performance.md': { 'npm run bench:callhandle': 'takes minutes' },
  'docs/quickstart.md': {
    'npm ci && npm run demo': 'CI runs the demo',
    'npm run simulator': 'runs until it is stopped; the test starts its own simulator',
    'node dist/main.js': 'test/resilience/process.e2e.ts starts it',
  },
  'docs/sandbox.md': {
    'npm run sandbox': 'test/clients/sandbox.e2e.ts starts it',
    'docker compose': 'needs Docker',
  },
  'docs/simulator.md': { 'npm run simulator\n': 'runs until it is stopped' },
  'test/faults/README.md': { 'npm run test:faults': 'takes minutes' },
  'tools/openapi/getting-started.md': {
    'npm run sandbox': 'test/clients/sandbox.e2e.ts does this',
    'npm pack': 'test/clients/sandbox.e2e.ts does this',
    'npm init': 'test/clients/sandbox.e2e.ts does this',
    'node ride.mjs': 'test/clients/sandbox.e2e.ts does this',
  },
};

/** Whether a shell block runs in docs-lines.e2e.ts. */
export const isRun = ({ document, text }: Block): boolean =>
  !Object.keys(NOT_RUN[document] ?? {}).some((line) => text.includes(line));
