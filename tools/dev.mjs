// Runs the application and starts it anew at each change of the sources: npm run dev. It has a folder
// of its own, dist-dev/.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const OUTPUT = 'dist-dev';
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const tsc = [compiler, '-p', 'tsconfig.build.json', '--outDir', OUTPUT, '--incremental'];
const options = { stdio: 'inherit' };

const { status } = spawnSync(process.execPath, tsc, options);
if (status !== 0) process.exit(status ?? 1);
spawnSync(process.execPath, ['tools/copy-assets.mjs', OUTPUT], options);

const children = [
  spawn(process.execPath, [...tsc, '--watch', '--preserveWatchOutput'], options),
  spawn(process.execPath, ['--watch', '--enable-source-maps', `${OUTPUT}/main.js`], options),
];
// Ctrl-C reaches the children by itself.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  for (const child of children) child.kill('SIGTERM');
});
