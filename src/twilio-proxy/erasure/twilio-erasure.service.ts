import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { ErasureSubject } from '../../platform/security/index.js';
import {
  ERASE_SESSION_NAME,
  FIND_FRIENDLY_NAMES,
  FIND_SESSION_NAMES,
  REWRITE_FRIENDLY_NAME,
} from './twilio-erasure.sql.js';

/** Erases phone numbers from the names of sessions and participants. */
@Injectable()
export class TwilioErasureService {
  constructor(private readonly database: PostgresPool) {}

  async erase({ written }: ErasureSubject): Promise<void> {
    const { digits, separators } = written;
    const sessions = FIND_SESSION_NAMES({ digits, separators });
    for (const row of await this.database.scan<{ id: string; pool_id: string; name: string }>(
      sessions.text,
      sessions.values,
    )) {
      if (written.erasedFrom(row.name, 'any') === row.name) continue;
      await this.database.run(ERASE_SESSION_NAME({ ...row, poolId: row.pool_id }));
    }
    const participants = FIND_FRIENDLY_NAMES({ digits, separators });
    for (const row of await this.database.scan<{
      session_id: string;
      role: string;
      pool_id: string;
      name: string;
    }>(participants.text, participants.values)) {
      const { session_id: sessionId, role, pool_id: poolId } = row;
      const name = written.erasedFrom(row.name, 'any');
      if (name === row.name) continue;
      await this.database.run(REWRITE_FRIENDLY_NAME({ sessionId, role, poolId, name }));
    }
  }
}
