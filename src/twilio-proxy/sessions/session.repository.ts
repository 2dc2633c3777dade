import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { BookingStatus } from '../../booking/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import type { PageRequest } from '../http/list.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import {
  CLOSE_SESSION,
  DELETE_INTERACTION,
  DELETE_SESSION,
  FIND_SESSION,
  FIND_SESSION_BY_NAME,
  INSERT_SESSION,
  LIST_SESSIONS,
  LIST_SESSIONS_BEFORE,
  REOPEN_SESSION,
  SET_SESSION_MODE,
  SET_SESSION_TIMES,
} from './session.sql.js';
import type { SessionMode, TwilioSession } from './twilio-session.entity.js';

export type SessionStatus = 'open' | 'in-progress' | 'closed';

export type SessionRow = RowOf<
  TwilioSession,
  | 'id'
  | 'poolId'
  | 'uniqueName'
  | 'generation'
  | 'mode'
  | 'ttl'
  | 'deletedInteractions'
  | 'dateExpiry'
  | 'createdAt'
  | 'updatedAt'
> & {
  /** Of the booking with the present participants, which need not exist. */
  reference: string;
  booking_id: string | null;
  /** Also those of participants that were all removed. */
  booking_ids: string[];
  booking_status: BookingStatus | null;
  /** Whether the service has texts. */
  has_texts: boolean;
  status: SessionStatus;
  closed_reason: 'api' | 'ttl' | null;
  started_at: Date | null;
  last_interaction_at: Date | null;
  ended_at: Date | null;
};

type SessionKey = Pick<SessionRow, 'id' | 'pool_id'>;

const keyOf = ({ id, pool_id: poolId }: SessionKey) => ({ id, poolId });

@Injectable()
export class SessionRepository {
  constructor(private readonly database: PostgresPool) {}

  async find(poolId: string, id: string): Promise<SessionRow | undefined> {
    return (await this.database.run<SessionRow>(FIND_SESSION({ poolId, id })))[0];
  }

  async findByName(poolId: string, uniqueName: string): Promise<SessionRow | undefined> {
    const query = FIND_SESSION_BY_NAME({ poolId, uniqueName });
    return (await this.database.run<SessionRow>(query))[0];
  }

  /** @throws TwilioProxyError */
  list(poolId: string, { size, after, before }: PageRequest): Promise<SessionRow[]> {
    const position = after ?? before;
    if (position !== undefined && !isUuid(position)) {
      throw new TwilioProxyError(20001, 'Invalid parameter PageToken');
    }
    const page = { poolId, limit: size + 1 };
    return this.database.run(
      before === undefined
        ? LIST_SESSIONS({ ...page, afterId: after })
        : LIST_SESSIONS_BEFORE({ ...page, beforeId: before }),
    );
  }

  /** @returns false if another session of the service has the unique name */
  async insert(session: Parameters<typeof INSERT_SESSION>[0]): Promise<boolean> {
    return (await this.database.run(INSERT_SESSION(session))).length > 0;
  }

  async setTimes(session: SessionKey, times: { ttl: number; dateExpiry: Date | null }) {
    await this.database.run(SET_SESSION_TIMES({ ...keyOf(session), ...times }));
  }

  async setMode(session: SessionKey, mode: SessionMode): Promise<void> {
    await this.database.run(SET_SESSION_MODE({ ...keyOf(session), mode }));
  }

  async close(session: SessionKey): Promise<void> {
    await this.database.run(CLOSE_SESSION(keyOf(session)));
  }

  async reopen(session: SessionKey): Promise<void> {
    await this.database.run(REOPEN_SESSION(keyOf(session)));
  }

  async deleteInteraction(session: SessionKey, interactionSid: string): Promise<void> {
    await this.database.run(DELETE_INTERACTION({ ...keyOf(session), interactionSid }));
  }

  async delete(session: SessionKey): Promise<void> {
    await this.database.run(DELETE_SESSION(keyOf(session)));
  }
}
