const REMEDY = 'Set DATABASE_URL to use a PostgreSQL server of your own instead.';

/** The bundled PostgreSQL cannot run here. The message says why, and what to do about it. */
export class EmbeddedPostgresUnavailableError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The embedded PostgreSQL cannot be used: ${reason} ${REMEDY}`, options);
    this.name = 'EmbeddedPostgresUnavailableError';
  }
}

/** Another process, which is alive, runs the embedded PostgreSQL of this data directory. */
export class DataDirectoryInUseError extends Error {
  constructor(
    readonly dataDir: string,
    /** The process that owns the directory, as numbered on the machine where it runs. */
    readonly pid: number,
    /** Name of that machine or container, if it is not this one. */
    readonly elsewhere?: string,
  ) {
    super(
      `The data directory ${dataDir} is in use by process ${pid}` +
        `${elsewhere === undefined ? '' : ` on ${elsewhere}`}. Stop that process, ` +
        'give this one a DATA_DIR of its own, or set DATABASE_URL: several replicas need a ' +
        'PostgreSQL server that they share.',
    );
    this.name = 'DataDirectoryInUseError';
  }
}

/** The `code` of a system or SQL error: `ENOENT`, `3D000`; undefined where there is none. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Hands on what `work` answers, or undefined where the file it asks for does not exist. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
