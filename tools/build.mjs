// Builds dist/ (the service), dist/console-app/ (the operator's console), dist/reference/ (the API reference) and
// dist-tools/ (demo, set-up and simulator), or only the one that is named.
// With --if-stale it builds only outputs that are out of date, so that `npm run demo` usually builds nothing.
//
// TypeScript writes into a draft folder, and only changed files are moved into the output, one by one.
// A server that runs from dist/ never misses a file, and a failed build changes nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));
/** Records what the build read and wrote. */
const STAMP = '.build.json';

const OUTPUTS = {
  dist: { project: 'tsconfig.build.json', sources: ['src'], hasAssets: true, hasBundle: true },
  'dist/console-app': {
    project: 'console/tsconfig.json',
    sources: ['console', 'clients/typescript/src'],
    isPage: true,
  },
  'dist/reference': {
    project: 'reference/tsconfig.json',
    sources: ['reference'],
    isPage: true,
  },
  'dist-tools': {
    project: 'tsconfig.tools.json',
    sources: ['src', 'tools', 'clients/typescript/src', 'examples'],
  },
};

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const output of named.length > 0 ? named : ['dist']) {
  if (!process.argv.includes('--if-stale') || isStale(output)) build(output);
}

/** Whether sources or output differ from what the last build recorded. */
function isStale(output) {
  // An installation without sources, such as the container image.
  if (!existsSync('src')) return false;
  const stamp = join(output, STAMP);
  if (!existsSync(stamp)) return true;
  const { inputs, files } = JSON.parse(readFileSync(stamp, 'utf8'));
  return (
    Object.entries(files).some(([file, state]) => stateOf(join(output, file)) !== state) ||
    inputs !== hashOfInputs(OUTPUTS[output])
  );
}

function build(output) {
  console.error(`Building ${output}/ …`);
  const inputs = hashOfInputs(OUTPUTS[output]);
  const { project, hasAssets, hasBundle, isPage } = OUTPUTS[output];
  // Next to the output, since source maps name the sources relative to it.
  const draft = mkdtempSync('.dist-');
  process.on('exit', () => rmSync(draft, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const { resolve } = createRequire(import.meta.url);
  if (isPage) {
    const vite = join(dirname(resolve('vite/package.json')), 'bin/vite.js');
    run(
      vite,
      'build',
      dirname(project),
      '--outDir',
      join(process.cwd(), draft),
      '--logLevel',
      'warn',
    );
  } else run(resolve('typescript/bin/tsc'), '-p', project, '--outDir', draft);
  if (hasAssets) run('tools/copy-assets.mjs', draft);
  if (hasBundle) run('tools/bundle-tracing.mjs', draft);
  const files = filesIn(draft);
  for (const file of files) publish(join(draft, file), join(output, file));
  const isOfAnother = (file) =>
    Object.keys(OUTPUTS).some(
      (other) => other.startsWith(`${output}/`) && `${output}/${file}`.startsWith(`${other}/`),
    );
  for (const file of filesIn(output)) {
    if (!files.includes(file) && !isOfAnother(file)) rmSync(join(output, file), { force: true });
  }
  const states = files.map((file) => [file, stateOf(join(output, file))]);
  const stamp = join(draft, 'stamp');
  writeFileSync(stamp, JSON.stringify({ inputs, files: Object.fromEntries(states) }));
  renameSync(stamp, join(output, STAMP));
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Moves a file to its place unless an identical one is there. */
function publish(from, to) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) return;
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

function hashOfInputs({ project, sources: folders }) {
  const hash = createHash('sha256');
  const sources = folders.flatMap((folder) => filesIn(folder).map((file) => join(folder, file)));
  const others = ['tsconfig.json', project, 'package-lock.json'];
  const tools = ['build', 'copy-assets', 'bundle-tracing'].map((name) => `tools/${name}.mjs`);
  for (const file of [...sources, ...others, ...tools]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Returns a digest of a file's content: two builds at once write the same files at different times. */
function stateOf(file) {
  if (!existsSync(file)) return undefined;
  return createHash('sha256').update(readFileSync(file)).digest('base64url');
}

/** Lists all files below a folder, sorted, with relative paths. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
