import { Injectable } from '@nestjs/common';
import { Coalescer, HotPathPool, runIsolated } from '../../platform/database/index.js';
import type { CallerMessage, PoolMessages } from '../../pool/index.js';
import type { Refusal } from './call-decision.js';
import {
  ADOPT_CONNECTION,
  DECIDE_CALLS,
  DECIDE_USUAL_CALLS,
  DECIDE_USUAL_CALLS_WITH_EVENTS,
  EXPLAIN_CALLS,
  REVOKE_CONNECTION,
} from './call-decision.sql.js';

/** A call to be decided. */
export interface CallInput {
  sessionId: string;
  /** The dialled number, E.164. */
  msisdn: string | null;
  callerIndex: Buffer | null;
  /** Of the caller's number, such as `65`. */
  callingCode: string | null;
  subAccountId: string | null;
  /**
   * Identifies this decision. It is recorded, so that only the same attempt can revoke the
   * connection.
   */
  attemptId: string | null;
}

/**
 * The database's decision on a call. The row includes its key, so that it can be compared with the
 * input.
 */
export interface DecidedCall {
  position: number;
  session_id: string;
  msisdn: string | null;
  /** Of the route if there is one. */
  caller_index: Buffer | null;
  virtual_number_id: number | null;
  pool_id: string | null;
  booking_id: string | null;
  caller_role: string | null;
  callee_role: string | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  caller_id: string | null;
  call_recording: boolean;
  announcement: CallerMessage | null;
  reason: string;
  prior_decision: 'connect' | 'refuse' | 'ask' | null;
  /** The following are missing for a usual call. */
  prior_reason?: string | null;
  prior_booking_id?: string | null;
  messages?: PoolMessages | null;
  /** Whether the decision is not final, and not recorded, before the pool's hook has been asked. */
  awaits_hook?: boolean;
  has_subscriptions: boolean;
}

/** More calls are waiting than can be answered in time; new ones fail at once. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}

/** Concurrent statements of this process, and calls per statement. */
const LIMITS = { inFlight: 3, batch: 64, gather: 16 };
/** Maximum number of waiting calls; more could not be answered before the deadline. */
const MAX_WAITING = 2_000;

/**
 * Decides calls in batches: calls that arrive in the same turn of the event loop, or while
 * statements are running, share one statement. There is no cache: the database decides each call.
 * A small statement decides the usual calls; those for which it returns nothing get the full one.
 */
@Injectable()
export class CallDecisionRepository {
  private waiting = 0;
  private readonly usual = new Coalescer(
    (calls: CallInput[]) => runIsolated(calls, (batch) => this.decideUsual(batch)),
    LIMITS,
  );
  private readonly others = new Coalescer(
    (calls: CallInput[]) => runIsolated(calls, (batch) => this.decideAny(batch)),
    LIMITS,
  );
  /**
   * Whether anybody subscribed to events when a call was last decided. It only
   * chooses the statement that is likely to succeed: each statement checks it.
   */
  private hasSubscriptions = false;
  /** Sessions that are being decided; a repeated message waits for the first one. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(private readonly hotPath: HotPathPool) {}

  /** Decides and records a call. @throws OverloadedError, or the database's error */
  async decide(call: CallInput): Promise<DecidedCall> {
    if (this.waiting >= MAX_WAITING) throw new OverloadedError('too many calls are waiting');
    this.waiting += 1;
    try {
      return await this.inTurn(call);
    } finally {
      this.waiting -= 1;
    }
  }

  /** Returns the decision that the call would get. Records nothing. */
  async explain(call: CallInput): Promise<DecidedCall> {
    return (await this.hotPath.run<DecidedCall>(EXPLAIN_CALLS({ calls: [call] })))[0]!;
  }

  /** Revokes the connection of an attempt. @returns whether the attempt had one */
  async revokeConnection(sessionId: string, attemptId: string, reason: Refusal): Promise<boolean> {
    return (await this.hotPath.run(REVOKE_CONNECTION({ sessionId, attemptId, reason }))).length > 0;
  }

  /** Takes over a connection for a repeated message. @returns whether it had not been revoked */
  async adoptConnection(poolId: string, sessionId: string): Promise<boolean> {
    return (await this.hotPath.run(ADOPT_CONNECTION({ poolId, sessionId }))).length > 0;
  }

  /**
   * Plans the statements on every database connection. Without calls they decide and write nothing.
   */
  async planAll(): Promise<void> {
    await this.hotPath.onEachConnection([
      DECIDE_USUAL_CALLS({ calls: [] }),
      DECIDE_USUAL_CALLS_WITH_EVENTS({ calls: [] }),
      DECIDE_CALLS({ calls: [] }),
      EXPLAIN_CALLS({ calls: [] }),
    ]);
  }

  /**
   * Decides the messages of one session one after another: a statement cannot write a row twice.
   */
  private async inTurn(call: CallInput): Promise<DecidedCall> {
    const { sessionId } = call;
    const earlier = this.underWay.get(sessionId);
    if (earlier) {
      await earlier.catch(() => undefined);
      return this.inTurn(call);
    }
    const decision = this.decideNow(call);
    this.underWay.set(sessionId, decision);
    try {
      return await decision;
    } finally {
      this.underWay.delete(sessionId);
    }
  }

  private async decideNow(call: CallInput): Promise<DecidedCall> {
    return (await this.usual.add(call)) ?? this.others.add(call);
  }

  /** Returns the decision for each call, undefined for those that are not usual. */
  private async decideUsual(calls: CallInput[]): Promise<(DecidedCall | undefined)[]> {
    const decide = this.hasSubscriptions ? DECIDE_USUAL_CALLS_WITH_EVENTS : DECIDE_USUAL_CALLS;
    return this.inOrder(calls, await this.hotPath.run<DecidedCall>(decide({ calls })));
  }

  private async decideAny(calls: CallInput[]): Promise<DecidedCall[]> {
    const rows = await this.hotPath.run<DecidedCall>(DECIDE_CALLS({ calls }));
    return this.inOrder(calls, rows).map((row) => {
      if (!row) throw new Error('a call has no decision');
      return row;
    });
  }

  /** Returns the rows in the order of the calls. */
  private inOrder(calls: CallInput[], rows: DecidedCall[]): (DecidedCall | undefined)[] {
    const ordered = calls.map((): DecidedCall | undefined => undefined);
    for (const row of rows) ordered[row.position] = row;
    this.hasSubscriptions = rows.at(-1)?.has_subscriptions ?? this.hasSubscriptions;
    return ordered;
  }
}
