import { PortTakenError, startSandbox } from './sandbox.js';

/** `npm run sandbox`: runs until it is stopped, and keeps its data. */
const {
  PORT: port = '8080',
  HOST: host = '127.0.0.1',
  SIMULATOR_PORT: simulatorPort = '8888',
  SANDBOX_DIR: dataDir = '.maskline-sandbox',
  DATABASE_URL: databaseUrl,
} = process.env;

const starting = startSandbox({
  port: Number(port),
  host,
  simulatorPort: Number(simulatorPort),
  dataDir,
  ...(databaseUrl && { databaseUrl }),
  say: (line) => console.log(line),
});

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    // Maskline, a process of its own, must not stay behind: a start that is under way is waited for.
    void starting.then(async (started) => process.exit((await started.stop()) ? 0 : 1));
  });
}

const sandbox = await starting.catch((error: unknown) => {
  if (!(error instanceof PortTakenError)) throw error;
  console.error(error.message);
  process.exit(1);
});
console.log(`
Console      ${sandbox.url}/console
API          ${sandbox.url}/docs
API key      ${sandbox.adminApiKey}
Two phones   ${sandbox.simulatorUrl}/simulator   (simulated: no real call is made)

It keeps its data in ${dataDir}/. Ctrl-C stops it.`);
