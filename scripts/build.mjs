// Builds dist/: npm run build. With --if-stale only if dist/ is not what the sources would give, so that
// `npm run demo` and the like cost nothing and touch nothing in the usual case.
//
// TypeScript writes into a folder of its own, and only files that differ are moved into dist/, each of
// them at once: a server that runs from dist/ never misses a file, and a failed build changes nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));
const OUTPUT = 'dist';
const STAMP = join(OUTPUT, '.build.json');

if (!process.argv.includes('--if-stale') || isStale()) build();

/** Whether dist/ differs from what the build that left its stamp had read and written. */
function isStale() {
  // An installation without sources, like the container image.
  if (!existsSync('src')) return false;
  if (!existsSync(STAMP)) return true;
  const { inputs, files } = JSON.parse(readFileSync(STAMP, 'utf8'));
  return (
    Object.entries(files).some(([file, state]) => stateOf(join(OUTPUT, file)) !== state) ||
    inputs !== hashOfInputs()
  );
}

function build() {
  console.error('Building dist/ …');
  const inputs = hashOfInputs();
  // Beside dist/, since source maps name the sources relative to it.
  const draft = mkdtempSync('.dist-');
  process.on('exit', () => rmSync(draft, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  run(tsc, '-p', 'tsconfig.build.json', '--outDir', draft);
  run('scripts/copy-assets.mjs', draft);
  const files = filesIn(draft);
  for (const file of files) publish(join(draft, file), join(OUTPUT, file));
  for (const file of filesIn(OUTPUT)) {
    if (!files.includes(file)) rmSync(join(OUTPUT, file), { force: true });
  }
  const states = files.map((file) => [file, stateOf(join(OUTPUT, file))]);
  const stamp = join(draft, 'stamp');
  writeFileSync(stamp, JSON.stringify({ inputs, files: Object.fromEntries(states) }));
  renameSync(stamp, STAMP);
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Moves a file to its place, unless what is there is the same. */
function publish(from, to) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) return;
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

function hashOfInputs() {
  const hash = createHash('sha256');
  const sources = filesIn('src').map((file) => join('src', file));
  const others = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  for (const file of [...sources, ...others, 'scripts/build.mjs', 'scripts/copy-assets.mjs']) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function stateOf(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.size} ${found.mtimeMs}`;
}

/** All files below a folder, relative to it and sorted. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
