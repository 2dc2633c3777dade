import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { SessionSummary } from '../../eightxeight/index.js';
import { REVOKE_UNEXECUTED } from './unexecuted-connections.sql.js';

/**
 * Corrects the records of calls that were decided to connect, but whose callers heard "try again
 * later" because the response was lost. Usually the replica that lost the response has corrected
 * the record already, unless it stopped before.
 */
@Injectable()
export class UnexecutedConnections {
  constructor(private readonly database: PostgresPool) {}

  /**
   * Revokes a connection that the summary shows was not executed. Must run before the summary is
   * stored, so that its events agree with the record.
   */
  async revokeBy({ sessionId, subAccountId, ...summary }: SessionSummary): Promise<void> {
    if (!showsUnexecuted(summary)) return;
    await this.database.run(REVOKE_UNEXECUTED({ sessionId, subAccountId }));
  }
}

/**
 * Whether a summary shows that the call got another callflow than the recorded connection. A
 * connecting callflow ends with `makeCall` and never hangs up, so a completed session without a leg
 * to the callee and with the last action `hangup` got another response. A caller who hung up during
 * an announcement has another last action. If 8x8 got no response to the call handle in time, the
 * session has an error and the outcome `failed`.
 */
function showsUnexecuted(summary: Omit<SessionSummary, 'sessionId' | 'subAccountId'>): boolean {
  const { sessionStatus, lastAction, legs } = summary;
  if (legs.some(({ leg }) => leg === 'B')) return false;
  const hungUp = lastAction?.toUpperCase().replace(/[^A-Z]/g, '') === 'HANGUP';
  return hungUp && sessionStatus === 'COMPLETED';
}
