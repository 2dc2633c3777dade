import './platform/config/v8-flags.js';
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { describeError, framesOf, isDatabaseUnreachable } from './platform/errors/index.js';
import { NUMBER_LIKE } from './platform/values/index.js';
import { loadSettings, secretFile, type Settings } from './platform/config/index.js';
import { createApp } from './create-app.js';
import { migrate, SessionCheck, startEmbeddedPostgres, WarmUp } from './platform/database/index.js';
import { OperatorLogger, startTracing } from './platform/observability/index.js';
import { shutDown } from './health/shut-down.js';
import { versionOfMaskline } from './health/version.js';

/** Stops everything; the signal skips the drain period. */
type Stop = (hurry: AbortSignal) => Promise<void>;

/** Starts Maskline and logs its address. @returns a function that stops it */
async function start(settings: Settings, logger: OperatorLogger): Promise<Stop> {
  const say = (line: string): void => logger.log(line, 'Maskline');
  const embedded =
    settings.databaseUrl === undefined
      ? await startEmbeddedPostgres({
          dataDir: settings.dataDir,
          // PostgreSQL's messages on a failed statement can contain its values.
          settings: { log_error_verbosity: 'terse', log_line_prefix: '[%p] ' },
          onProgress: say,
          onLog: (line) => logger.debug(line.replaceAll(NUMBER_LIKE, '••••'), 'PostgreSQL'),
        })
      : undefined;
  try {
    settings.databaseUrl ??= embedded?.url;
    say('migrating the database');
    await migrate(settings.databaseUrl!);
    const report = (line: string): void => logger.warn(line, 'Maskline');
    const stopTracing = await startTracing({ version: versionOfMaskline(), report });
    const app = await createApp(settings, logger);
    await warmUp(app.get(SessionCheck), app.get(WarmUp), logger);
    await app.listen(settings.port, settings.host);
    say(`listening on ${await app.getUrl()}`);
    if (process.env['ADMIN_API_KEY'] === undefined) {
      say(`admin API key: ${secretFile(settings.dataDir, 'ADMIN_API_KEY')}`);
    }
    return async (hurry) => {
      await shutDown(app, { drainSeconds: settings.drainSeconds, logger, hurry });
      await stopTracing();
      await embedded?.stop();
      say('stopped');
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/**
 * Warms up before the first call. A failure does not stop the start: `/health/ready` reports it and
 * tries again.
 */
async function warmUp(sessions: SessionCheck, steps: WarmUp, logger: OperatorLogger) {
  try {
    await sessions.assertUsable();
    await steps.run();
  } catch (error) {
    logger.warn(`not ready yet: ${describeError(error)}`, 'Maskline');
  }
}

/**
 * Stops on a signal, even during the start: then the start is completed first. A second signal
 * skips the drain period.
 */
function stopOnSignals(starting: Promise<Stop>): void {
  const hurry = new AbortController();
  const stop = async (): Promise<void> => {
    try {
      await (
        await starting
      )(hurry.signal);
      process.exit(0);
    } catch (error) {
      console.error(`Maskline did not stop cleanly: ${describeError(error)}`);
      process.exit(1);
    }
  };
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) hurry.abort();
      stopping ??= stop();
    });
  }
}

/** Node.js would print the whole error, including PostgreSQL's details of a row. */
process.on('uncaughtException', (error) => {
  console.error(`Maskline crashed: ${describeError(error)}\n${framesOf(error)}`);
  process.exit(1);
});

let logger: OperatorLogger | undefined;
try {
  const settings = loadSettings();
  logger = new OperatorLogger(settings);
  Logger.overrideLogger(logger);
  const starting = start(settings, logger);
  stopOnSignals(starting);
  await starting;
} catch (error) {
  const { name, message } = error as Error;
  const plain = name === 'Error' || name === 'SettingsError' ? message : `${name}: ${message}`;
  const line = isDatabaseUnreachable(error) ? `DATABASE_URL: cannot be reached: ${message}` : plain;
  const isPooler = message.includes('unsupported startup parameter');
  const hint = isPooler ? '; see "PgBouncer" in docs/deploy.md' : '';
  if (logger) logger.fatal(`${line}${hint}`, 'Maskline');
  else console.error(line);
  process.exit(1);
}
