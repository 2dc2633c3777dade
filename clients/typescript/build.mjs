// Builds the package, as ES modules and as CommonJS: run by `npm pack`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

process.chdir(import.meta.dirname);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync('dist', { recursive: true, force: true });
compile('dist/esm');
compile('dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler');
mkdirSync('dist/cjs', { recursive: true });
// Overrides the type of the package for this folder.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

function compile(folder, ...options) {
  const { status } = spawnSync(
    process.execPath,
    [tsc, '-p', 'tsconfig.json', '--outDir', folder, ...options],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}
