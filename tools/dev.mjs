// Runs the application and restarts it at each change of the sources: npm run dev. It builds into its own
// folder, dist-dev/.
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
// Ctrl-C reaches the child processes by itself.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  for (const child of children) child.kill('SIGTERM');
});
