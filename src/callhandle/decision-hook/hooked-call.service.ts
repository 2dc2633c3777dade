import { Injectable } from '@nestjs/common';
import { RouteMismatchError, RouteOpener, WithheldCalleeError } from '../../booking/index.js';
import type { CallEvent } from '../../eightxeight/index.js';
import { AuditTrail, WithheldCallers } from '../../platform/security/index.js';
import type { Connection } from '../decision/call-decision.js';
import type { CallInput, DecidedCall } from '../decision/call-decision.repository.js';
import { type AnsweredCall, AnsweredCallRepository } from './answered-call.repository.js';
import type { HookTarget } from './asking/hook-answer.js';
import { DecisionHooks, type HookVerdict } from './asking/decision-hooks.service.js';

/** A call whose decision is recorded with the answer of the hook. */
export interface HookedCall {
  call: AnsweredCall;
  verdict: HookVerdict;
}

/** Decides calls of pools with a decision hook. */
@Injectable()
export class HookedCallService {
  /** Sessions about which the hook is being asked. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly hooks: DecisionHooks,
    private readonly calls: AnsweredCallRepository,
    private readonly routes: RouteOpener,
    private readonly withheld: WithheldCallers,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Asks the hook about a call, and records the decision with its answer.
   * @returns undefined if another message of the session was decided meanwhile, or the hook changed
   *   the bookings: decide this one again
   * @throws the errors of `DecisionHooks.ask`, or the database's error
   */
  async decide(
    event: CallEvent,
    input: CallInput,
    decided: DecidedCall,
    endsAt: number,
  ): Promise<HookedCall | undefined> {
    const { sessionId } = event;
    const earlier = this.underWay.get(sessionId);
    if (earlier) {
      await earlier.catch(() => undefined);
      return undefined;
    }
    const deciding = this.askAndRecord(event, input, decided, endsAt);
    this.underWay.set(sessionId, deciding);
    try {
      return await deciding;
    } finally {
      this.underWay.delete(sessionId);
    }
  }

  /**
   * Returns the connection of a caller without a booking to the party or phone that the hook named
   * and the database permitted.
   * @throws the errors of RouteOpener
   */
  connectionOf(call: AnsweredCall, target: HookTarget): Connection {
    const { caller_id: callerId } = target.phone ? { caller_id: call.msisdn } : call;
    if (!callerId || !call.pool_id) throw new RouteMismatchError('is incomplete');
    const parties = target.phone
      ? strangersTo(target.phone, call.pool_id)
      : this.open(call, target);
    if (this.withheld.has(parties.callee.e164)) throw new WithheldCalleeError();
    return {
      ...parties,
      decision: 'connect',
      reason: 'hook-connected',
      callerId,
      callRecording: call.call_recording,
      announcement: call.announcement ?? call.messages?.announcement ?? null,
      isRepeated: call.prior_decision !== null,
    };
  }

  /** Records that a caller without a booking is connected. @throws the database's error */
  async recordConnection({ session_id, pool_id: pool, booking_id }: AnsweredCall): Promise<void> {
    await this.audit.record({
      action: 'call.connect-by-hook',
      objectType: 'call',
      objectId: session_id,
      details: { pool, bookingId: booking_id, target: booking_id === null ? 'phone' : 'booking' },
    });
  }

  private async askAndRecord(
    event: CallEvent,
    input: CallInput,
    asked: DecidedCall,
    endsAt: number,
  ): Promise<HookedCall | undefined> {
    const verdict = await this.hooks.ask(
      {
        poolId: asked.pool_id!,
        sessionId: event.sessionId,
        virtualNumber: asked.msisdn,
        caller: this.withheld.identify(event.party),
        reason: asked.reason === 'callable' ? 'callable' : 'not-a-party',
        bookingId: asked.booking_id,
        callerRole: asked.caller_role,
        calleeRole: asked.callee_role,
      },
      endsAt,
    );
    if (!verdict) return undefined;
    const call = await this.calls.record({ input, asked, verdict });
    return call.is_recorded || asked.prior_decision !== null ? { call, verdict } : undefined;
  }

  private open(
    call: AnsweredCall,
    { bookingId, calleeRole }: { bookingId: string; calleeRole: string },
  ) {
    const route = {
      poolId: call.pool_id,
      bookingId: call.booking_id,
      virtualNumberId: call.virtual_number_id,
      callerRole: call.caller_role,
      callerIndex: call.target_caller_index,
      calleeRole: call.callee_role,
      calleeIndex: call.callee_index,
      calleeCiphertext: call.callee_ciphertext,
    };
    return this.routes.open(route, { bookingId, calleeRole });
  }
}

const strangersTo = (callee: NonNullable<HookTarget['phone']>, poolId: string) => ({
  poolId,
  bookingId: null,
  callerRole: null,
  calleeRole: null,
  callee,
});
