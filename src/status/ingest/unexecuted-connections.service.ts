import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import type { SessionSummary } from '../../eightxeight/index.js';
import { tellDecided } from './call-events.sql.js';

/**
 * Revokes a connection that was decided, but by its summary not executed, unless a report says that the
 * callee was called. Calls from the app are started by 8x8's API: there no answer can be lost.
 * $1 session, $2 sub-account
 */
const REVOKE_UNEXECUTED: PreparedStatement = {
  name: 'revoke-unexecuted-connection',
  text: `
  with recorded as (
    update call_session s set decision = 'refuse', reason = 'answer-lost'
     where s.session_id = $1 and s.decision = 'connect' and s.reason <> 'called-from-app'
       and s.is_called_out is not true
       and exists (select from pool p where p.id = s.pool_id and p.sub_account_id = $2)
       and not exists (
         select from call_leg l
          where l.session_id = s.session_id and l.leg = 'B' and l.pool_id = s.pool_id)
    returning *
  ), ${tellDecided('recorded')}
  select from recorded`,
};

/**
 * Corrects records of calls that were decided to connect, whose callers heard "try again later" because
 * the answer was lost. The replica that lost it does so itself, unless it ended.
 */
@Injectable()
export class UnexecutedConnections {
  constructor(private readonly database: PostgresPool) {}

  /** Before the summary is stored, so that its events say what the record says. */
  async revokeBy({ sessionId, subAccountId, ...summary }: SessionSummary): Promise<void> {
    if (!saysSo(summary)) return;
    await this.database.run(REVOKE_UNEXECUTED, [sessionId, subAccountId]);
  }
}

/**
 * A callflow that connects ends with `makeCall` and never hangs up. So a session that completed without a
 * leg to the callee and whose last action was `hangup` got another answer. A caller who hung up during an
 * announcement has another last action; a session that our webhook did not answer in time has an error,
 * and so the outcome `failed`.
 */
function saysSo(summary: Omit<SessionSummary, 'sessionId' | 'subAccountId'>): boolean {
  const { sessionStatus, lastAction, legs } = summary;
  if (legs.some(({ leg }) => leg === 'B')) return false;
  const hungUp = lastAction?.toUpperCase().replace(/[^A-Z]/g, '') === 'HANGUP';
  return hungUp && sessionStatus === 'COMPLETED';
}
