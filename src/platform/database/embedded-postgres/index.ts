export { DataDirectoryInUseError, EmbeddedPostgresUnavailableError } from './errors.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start.js';
export { startEmbeddedPostgres } from './start.js';
