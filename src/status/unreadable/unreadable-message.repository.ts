import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';

export interface UnreadableMessageRow {
  digest: Buffer;
  type: string;
  reason: string;
  content_ciphertext: Buffer;
  times: number;
  first_received_at: Date;
  last_received_at: Date;
  /** To the microsecond, which a Date cannot hold. */
  position: string;
}

/** The same message again is counted. $1 digest, $2 type, $3 reason, $4 cipher text */
const KEEP_MESSAGE: PreparedStatement = {
  name: 'keep-unreadable-message',
  text: `
  insert into unreadable_message (digest, type, reason, content_ciphertext)
  values ($1, $2, $3, $4)
  on conflict (digest) do update set
    times = unreadable_message.times + 1, last_received_at = now()`,
};

/** Newest first. $1 limit, $2 time and $3 digest (hexadecimal) of the last one shown, or null */
const LIST_MESSAGES: PreparedStatement = {
  name: 'list-unreadable-messages',
  text: `
  select *, last_received_at::text || '|' || encode(digest, 'hex') as position
    from unreadable_message
   where $2::timestamptz is null or (last_received_at, digest) < ($2, decode($3, 'hex'))
   order by last_received_at desc, digest desc
   limit $1`,
};

@Injectable()
export class UnreadableMessageRepository {
  constructor(private readonly database: PostgresPool) {}

  async keep(digest: Buffer, type: string, reason: string, sealed: Buffer): Promise<void> {
    await this.database.run(KEEP_MESSAGE, [digest, type, reason, sealed]);
  }

  list(limit: number, after: [time: string, digest: string] | []): Promise<UnreadableMessageRow[]> {
    return this.database.run(LIST_MESSAGES, [limit, after[0], after[1]]);
  }
}
