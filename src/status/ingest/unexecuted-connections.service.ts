import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { SessionSummary } from '../../eightxeight/index.js';
import { REVOKE_UNEXECUTED } from './unexecuted-connections.sql.js';

/**
 * Corrects records of calls that were decided to connect, whose callers heard "try again later" because
 * the answer was lost. The replica that lost it does so itself, unless it ended.
 */
@Injectable()
export class UnexecutedConnections {
  constructor(private readonly database: PostgresPool) {}

  /** Runs before the summary is stored, so that its events agree with the record. */
  async revokeBy({ sessionId, subAccountId, ...summary }: SessionSummary): Promise<void> {
    if (!saysSo(summary)) return;
    await this.database.run(REVOKE_UNEXECUTED({ sessionId, subAccountId }));
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
