import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { SessionRow } from '../sessions/session.repository.js';
import {
  DELETE_PARTICIPANT,
  FIND_REMOVED,
  INSERT_PARTICIPANT,
  LIST_PARTICIPANTS,
} from './participant.sql.js';

export interface ParticipantRow {
  role: string;
  friendly_name: string | null;
  created_at: Date;
  booking_id: string;
  pool_id: string;
  /** Null: erased. */
  number_ciphertext: Buffer | null;
  proxy_identifier: string;
  /** Of the proxy number. */
  can_voice: boolean;
  can_sms: boolean;
}

type SessionKey = Pick<SessionRow, 'id' | 'pool_id'>;

const keyOf = ({ id, pool_id: poolId }: SessionKey) => ({ sessionId: id, poolId });

@Injectable()
export class ParticipantRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Lists the participants of a session, the last one first. */
  list(session: SessionKey): Promise<ParticipantRow[]> {
    return this.database.run(LIST_PARTICIPANTS(keyOf(session)));
  }

  async insert(session: SessionKey, role: string, friendlyName: string | null): Promise<void> {
    await this.database.run(INSERT_PARTICIPANT({ ...keyOf(session), role, friendlyName }));
  }

  async delete(session: SessionKey, role: string): Promise<void> {
    await this.database.run(DELETE_PARTICIPANT({ ...keyOf(session), role }));
  }

  /** Whether the phone was removed from the session, and its routes still cool down. */
  async wasRemoved(session: SessionKey, indexes: readonly Buffer[]): Promise<boolean> {
    return (await this.database.run(FIND_REMOVED({ ...keyOf(session), indexes }))).length > 0;
  }
}
