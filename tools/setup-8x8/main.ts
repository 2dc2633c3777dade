import { runSetup } from './run-setup.js';

process.exitCode = await runSetup(process.argv.slice(2), process.env, {
  say: (line) => console.log(line),
  warn: (line) => console.error(line),
});
