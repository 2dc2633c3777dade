import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../database/index.js';
import { LOOK_UP_TIMEOUT_MS, type LiveKeyRow } from '../api-keys/api-key.repository.js';
import { END_SESSION, FIND_LIVE_SESSIONS, INSERT_SESSION } from './console-session.sql.js';

interface SessionColumns {
  session_id: string;
  /** The hash of the session's token. */
  secret_hash: Buffer;
  expires_at: Date;
}

/** A session that is valid now: of an API key with its grant, or of the bootstrap key. */
export type LiveSessionRow = SessionColumns &
  ((LiveKeyRow & { bootstrap_mac: null }) | { id: null; bootstrap_mac: Buffer });

export interface NewConsoleSession {
  id: string;
  tokenHash: Buffer;
  keyId: string | null;
  bootstrapMac: Buffer | null;
  seconds: number;
}

@Injectable()
export class ConsoleSessionRepository {
  constructor(private readonly database: PostgresPool) {}

  async findLive(tokenHashes: readonly Buffer[]): Promise<LiveSessionRow[]> {
    const query = { ...FIND_LIVE_SESSIONS({ tokenHashes }), query_timeout: LOOK_UP_TIMEOUT_MS };
    return (await this.database.query<LiveSessionRow>(query)).rows;
  }

  async insert(session: NewConsoleSession): Promise<void> {
    await this.database.run(INSERT_SESSION(session));
  }

  async end(id: string): Promise<void> {
    await this.database.run(END_SESSION({ id }));
  }
}
