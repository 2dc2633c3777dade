import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../platform/database/index.js';
import type { DeadLetter } from './dead-letter.entity.js';
import { KEEP_MESSAGE, LIST_MESSAGES } from './dead-letter.sql.js';

export type DeadLetterRow = RowOf<DeadLetter> & {
  /** Position in the list, with microseconds, which a Date cannot represent. */
  position: string;
};

@Injectable()
export class DeadLetterRepository {
  constructor(private readonly database: PostgresPool) {}

  async keep(
    message: Pick<DeadLetter, 'digest' | 'type' | 'reason' | 'contentCiphertext'>,
  ): Promise<void> {
    await this.database.run(KEEP_MESSAGE(message));
  }

  list(
    limit: number,
    [beforeTime, beforeDigest]: [time: string, digest: string] | [],
  ): Promise<DeadLetterRow[]> {
    return this.database.run(LIST_MESSAGES({ limit, beforeTime, beforeDigest }));
  }
}
