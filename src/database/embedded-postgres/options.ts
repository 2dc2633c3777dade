import { type PostgresBinaries, findBinaries } from './binaries.js';
import { freePort } from './free-port.js';

export interface EmbeddedPostgresOptions {
  /** Directory of ours, e.g. `.maskline`; the cluster lives in `<dataDir>/postgres`. */
  dataDir: string;
  /** Created if it does not exist. Default: `maskline`. */
  database?: string;
  /** Server settings by name, e.g. `{ fsync: 'off' }` for tests that may lose their data. */
  settings?: Readonly<Record<string, string>>;
  /** Receives what takes long, before it is done. */
  onProgress?: (text: string) => void;
  /** Receives PostgreSQL's log and our own remarks, a line at a time, never with a secret. */
  onLog?: (line: string) => void;
}

/** A running server. */
export interface EmbeddedPostgres {
  /** `postgres://maskline:<password>@127.0.0.1:<port>/<database>` */
  readonly url: string;
  /**
   * Shuts the server down, ending open connections, and gives the data directory free.
   * Safe to call more than once, and after a crash of the server.
   */
  stop(): Promise<void>;
}

/** What a start takes from its surroundings, so that tests can put it somewhere else. */
export interface Surroundings {
  findBinaries: () => Promise<PostgresBinaries>;
  choosePort: () => Promise<number>;
  /** Where root keeps what the server's own user must reach and cannot reach in its place. */
  systemDir: string;
}

export const REAL_SURROUNDINGS: Surroundings = {
  findBinaries,
  choosePort: freePort,
  systemDir: '/var/lib/maskline',
};
