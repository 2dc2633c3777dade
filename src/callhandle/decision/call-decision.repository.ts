import { Injectable } from '@nestjs/common';
import { Coalescer, HotPathPool, runIsolated } from '../../platform/database/index.js';
import type { CallerMessage, PoolMessages } from '../../pool/index.js';
import type { Refusal } from './call-decision.js';
import {
  ADOPT_CONNECTION,
  DECIDE_CALLS,
  EXPLAIN_CALLS,
  REVOKE_CONNECTION,
} from './call-decision.sql.js';

/** A call to be decided. */
export interface CallInput {
  sessionId: string;
  /** Dialled, E.164. */
  msisdn: string | null;
  callerIndex: Buffer | null;
  subAccountId: string | null;
  /** Of this decision; the record keeps it, so that only its own attempt takes a connection back. */
  attemptId: string | null;
}

/** What the database says of a call. The key is selected back, to be compared with the question. */
export interface DecidedCall {
  position: number;
  session_id: string;
  msisdn: string | null;
  caller_index: Buffer | null;
  virtual_number_id: number | null;
  pool_id: string | null;
  messages: PoolMessages | null;
  booking_id: string | null;
  caller_role: string | null;
  callee_role: string | null;
  route_caller_index: Buffer | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  caller_id: string | null;
  call_recording: boolean;
  announcement: CallerMessage | null;
  prior_decision: 'connect' | 'refuse' | 'ask' | null;
  prior_reason: string | null;
  prior_booking_id: string | null;
  reason: string;
}

/** More calls are waiting than could be answered in time; those who come now are told so at once. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}

/** Statements under way in this process, and calls in one of them. */
const LIMITS = { inFlight: 3, batch: 64, gather: 16 };
/** Calls that may wait; more could not be answered before the deadline anyway. */
const MAX_WAITING = 2_000;

/**
 * Decides calls in company: those that wait in the same turn of the event loop, or while statements
 * are under way, go out as one. There is no cache: each call is decided by what the database holds.
 */
@Injectable()
export class CallDecisionRepository {
  private waiting = 0;
  private readonly decisions = new Coalescer(
    (calls: CallInput[]) =>
      runIsolated(calls, (batch) => this.hotPath.run<DecidedCall>(DECIDE_CALLS({ calls: batch }))),
    LIMITS,
  );
  /** Sessions that are being decided: the same one again waits its turn. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(private readonly hotPath: HotPathPool) {}

  /** Decides and records. @throws OverloadedError, or the database's error */
  async decide(call: CallInput): Promise<DecidedCall> {
    if (this.waiting >= MAX_WAITING) throw new OverloadedError('too many calls are waiting');
    this.waiting += 1;
    try {
      return await this.inTurn(call);
    } finally {
      this.waiting -= 1;
    }
  }

  /** What the call would get; records nothing. */
  async explain(call: CallInput): Promise<DecidedCall> {
    return (await this.hotPath.run<DecidedCall>(EXPLAIN_CALLS({ calls: [call] })))[0]!;
  }

  /** @returns whether there was a connection of this attempt */
  async revokeConnection(sessionId: string, attemptId: string, reason: Refusal): Promise<boolean> {
    return (await this.hotPath.run(REVOKE_CONNECTION({ sessionId, attemptId, reason }))).length > 0;
  }

  /** @returns whether the connection still stands */
  async adoptConnection(poolId: string, sessionId: string): Promise<boolean> {
    return (await this.hotPath.run(ADOPT_CONNECTION({ poolId, sessionId }))).length > 0;
  }

  /** Has every connection plan the statements. Of no calls they decide nothing and write nothing. */
  async planAll(): Promise<void> {
    await this.hotPath.onEachConnection([
      DECIDE_CALLS({ calls: [] }),
      EXPLAIN_CALLS({ calls: [] }),
    ]);
  }

  /** One statement can't write one session twice. */
  private async inTurn(call: CallInput): Promise<DecidedCall> {
    const { sessionId } = call;
    const earlier = this.underWay.get(sessionId);
    if (earlier) {
      await earlier.catch(() => undefined);
      return this.inTurn(call);
    }
    const decision = this.decisions.add(call);
    this.underWay.set(sessionId, decision);
    try {
      return await decision;
    } finally {
      this.underWay.delete(sessionId);
    }
  }
}
