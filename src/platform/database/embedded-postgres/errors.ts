const REMEDY = 'Set DATABASE_URL to use a PostgreSQL server of your own instead.';

/** The bundled PostgreSQL cannot run here. The message says why, and what to do about it. */
export class EmbeddedPostgresUnavailableError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The embedded PostgreSQL cannot be used: ${reason} ${REMEDY}`, options);
    this.name = 'EmbeddedPostgresUnavailableError';
  }
}

/** Another running process, `owner`, uses the embedded PostgreSQL of this data directory. */
export class DataDirectoryInUseError extends Error {
  constructor(dataDir: string, owner: string) {
    super(
      `The data directory ${dataDir} is in use by process ${owner}. Stop that process, ` +
        'give this one a DATA_DIR of its own, or set DATABASE_URL: several replicas need a ' +
        'PostgreSQL server that they share.',
    );
    this.name = 'DataDirectoryInUseError';
  }
}

/** Creates the error for a password file that is missing or does not match the cluster. */
export function wrongPassword(cause?: unknown): Error {
  return new EmbeddedPostgresUnavailableError(
    'the password of the database (postgres.password in the data directory) is missing, or is ' +
      'not that of the database; restore it, or move the directory away to begin with an empty one.',
    { cause },
  );
}

/** Returns the `code` of a system or SQL error (`ENOENT`, `28P01`), or an exit status. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
