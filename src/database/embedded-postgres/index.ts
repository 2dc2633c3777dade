export { DataDirectoryInUseError, EmbeddedPostgresUnavailableError } from './errors.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './options.js';
export { startEmbeddedPostgres } from './start.js';
