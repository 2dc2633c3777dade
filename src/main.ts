import './v8-flags.js';
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { describeError, framesOf, isDatabaseUnreachable, NUMBER_LIKE } from './common/index.js';
import { loadSettings, secretFile, type Settings } from './config/index.js';
import { createApp } from './configure-app.js';
import { migrate, startEmbeddedPostgres } from './database/index.js';
import { OperatorLogger } from './operator-logger.js';

/** Starts Maskline and says where it is. @returns what stops it */
async function start(settings: Settings): Promise<() => Promise<void>> {
  const logger = new OperatorLogger(settings);
  Logger.overrideLogger(logger);
  const embedded =
    settings.databaseUrl === undefined
      ? await startEmbeddedPostgres({
          dataDir: settings.dataDir,
          // What PostgreSQL says of a statement that failed can name values of it.
          settings: { log_error_verbosity: 'terse', log_line_prefix: '[%p] ' },
          onLog: (line) => logger.debug(line.replaceAll(NUMBER_LIKE, '••••'), 'PostgreSQL'),
        })
      : undefined;
  try {
    settings.databaseUrl ??= embedded?.url;
    await migrate(settings.databaseUrl!);
    const app = await createApp(settings, logger);
    await app.listen(settings.port, settings.host);
    logger.log(`listening on ${await app.getUrl()}`, 'Maskline');
    if (process.env['ADMIN_API_KEY'] === undefined) {
      logger.log(`admin API key: ${secretFile(settings.dataDir, 'ADMIN_API_KEY')}`, 'Maskline');
    }
    return async () => {
      await app.close();
      await embedded?.stop();
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/**
 * Stops on a signal, also on one that comes while it is still starting: what has been started is
 * then stopped first. A second signal changes nothing.
 */
function stopOnSignals(starting: Promise<() => Promise<void>>): void {
  const stop = async (): Promise<void> => {
    try {
      await (
        await starting
      )();
      process.exit(0);
    } catch (error) {
      console.error(`Maskline did not stop cleanly: ${describeError(error)}`);
      process.exit(1);
    }
  };
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop();
    });
  }
}

/** Node.js would print all of the error, and with it what PostgreSQL says of a row. */
process.on('uncaughtException', (error) => {
  console.error(`Maskline broke down: ${describeError(error)}\n${framesOf(error)}`);
  process.exit(1);
});

try {
  const starting = start(loadSettings());
  stopOnSignals(starting);
  await starting;
} catch (error) {
  const { name, message } = error as Error;
  if (isDatabaseUnreachable(error)) console.error(`DATABASE_URL: cannot be reached: ${message}`);
  else console.error(name === 'Error' ? message : `${name}: ${message}`);
  process.exit(1);
}
