import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { PostgresPool } from '../../database/index.js';
import { LOOK_UP_TIMEOUT_MS, type LiveKeyRow } from '../api-keys/api-key.repository.js';
import {
  END_SESSION,
  FIND_LIVE_SESSIONS,
  INSERT_SESSION,
  TOUCH_SESSION,
} from './console-session.sql.js';
import { END_SESSIONS_OF_KEY, FIND_SESSION, LIST_SESSIONS } from './session-list.sql.js';

interface SessionColumns {
  session_id: string;
  /** The hash of the session's token. */
  secret_hash: Buffer;
  expires_at: Date;
}

/** A session that is valid now: of an API key with its grant, or of the bootstrap key. */
export type LiveSessionRow = SessionColumns &
  ((LiveKeyRow & { bootstrap_mac: null }) | { id: null; bootstrap_mac: Buffer });

/** A session as others may see it. */
export interface ListedSessionRow {
  id: string;
  token_hash: Buffer;
  key_id: string | null;
  actor: string;
  name: string | null;
  created_at: Date;
  last_seen_at: Date | null;
  expires_at: Date;
}

export interface SessionFilter {
  /** Only sessions of keys that are restricted to these pools; null: all. */
  visiblePools: readonly string[] | null;
  keyId: string | null;
  /** Whether to list only sessions of the bootstrap key. */
  isBootstrap: boolean;
  beforeId: string | undefined;
}

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

  async touch(id: string): Promise<void> {
    await this.database.run(TOUCH_SESSION({ id }));
  }

  async end(id: string, client: PoolClient | PostgresPool = this.database): Promise<void> {
    await client.query(END_SESSION({ id }));
  }

  /** Ends all sessions of a key. @returns the hashes of their tokens */
  async endOfKey(client: PoolClient, keyId: string | null): Promise<Buffer[]> {
    const { rows } = await client.query<{ token_hash: Buffer }>(END_SESSIONS_OF_KEY({ keyId }));
    return rows.map((row) => row.token_hash);
  }

  /** @param visiblePools as in SessionFilter */
  async find(
    id: string,
    visiblePools: readonly string[] | null,
  ): Promise<ListedSessionRow | undefined> {
    return (await this.database.run<ListedSessionRow>(FIND_SESSION({ id, visiblePools })))[0];
  }

  /** Lists valid sessions, newest first. */
  list(filter: SessionFilter, limit: number): Promise<ListedSessionRow[]> {
    return this.database.run<ListedSessionRow>(LIST_SESSIONS({ ...filter, limit }));
  }

  transaction<Result>(run: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return this.database.transaction(run);
  }
}
