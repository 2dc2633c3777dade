import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../platform/database/index.js';
import type { UnreadableMessage } from './unreadable-message.entity.js';
import { KEEP_MESSAGE, LIST_MESSAGES } from './unreadable-message.sql.js';

export type UnreadableMessageRow = RowOf<UnreadableMessage> & {
  /** In the list; to the microsecond, which is more precise than a Date. */
  position: string;
};

@Injectable()
export class UnreadableMessageRepository {
  constructor(private readonly database: PostgresPool) {}

  async keep(
    message: Pick<UnreadableMessage, 'digest' | 'type' | 'reason' | 'contentCiphertext'>,
  ): Promise<void> {
    await this.database.run(KEEP_MESSAGE(message));
  }

  list(
    limit: number,
    [beforeTime, beforeDigest]: [time: string, digest: string] | [],
  ): Promise<UnreadableMessageRow[]> {
    return this.database.run(LIST_MESSAGES({ limit, beforeTime, beforeDigest }));
  }
}
