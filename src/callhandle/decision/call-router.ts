import { Injectable } from '@nestjs/common';
import { RouteMismatchError, RouteOpener } from '../../booking/index.js';
import { callingCodeOf, type PhoneNumber } from '../../platform/values/index.js';
import type { CallEvent } from '../../eightxeight/index.js';
import { NumberVault, WithheldCallers } from '../../platform/security/index.js';
import type {
  Connection,
  PinQuestion,
  Refusal,
  RefusedCall,
  RoutingDecision,
} from './call-decision.js';
import {
  type CallInput,
  CallDecisionRepository,
  type DecidedCall,
} from './call-decision.repository.js';
import { DecisionHooks } from '../decision-hook/asking/decision-hooks.service.js';
import { type HookedCall, HookedCallService } from '../decision-hook/hooked-call.service.js';
import { pinActionId, pinAttemptOf } from '../pin/pin-action.js';
import { PinEntryService } from '../pin/pin-entry.service.js';

/** A row with a final decision. */
type FinalCall = Omit<DecidedCall, 'awaits_hook' | 'has_subscriptions'>;

/** The reasons that do not refuse the call. */
const OPEN_REASONS: ReadonlySet<string> = new Set(['callable', 'pin-required']);

/** Decides which party, if any, a call is connected to. */
@Injectable()
export class CallRouter {
  constructor(
    private readonly calls: CallDecisionRepository,
    private readonly pins: PinEntryService,
    private readonly hooks: DecisionHooks,
    private readonly hookedCalls: HookedCallService,
    private readonly routes: RouteOpener,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * Decides a call; the decision is recorded before this returns. A repeated message gets the same
   * decision, unless the booking has ended since. Messages that are neither an incoming call nor a
   * PIN hang up and do not change the record.
   * @param attemptId identifies this decision
   * @param endsAt by `performance.now()`, when the call handle must have been answered
   * @throws the errors of RouteOpener, OverloadedError, or the database's error; the call is not
   *   connected then
   */
  async decide(event: CallEvent, attemptId: string, endsAt: number): Promise<RoutingDecision> {
    if (event.callStatus === 'ACTION_COMPLETED') {
      const pinTry = pinAttemptOf(this.vault, event);
      if (pinTry !== undefined) return this.decidePin(event, pinTry, attemptId, endsAt);
    }
    if (event.callStatus !== 'CALL_RECEIVED' || event.leg !== 'A') return UNEXPECTED_ACTION;
    const input = this.inputOf(event, attemptId);
    const decided = await this.calls.decide(input);
    assertSameInput(input, decided);
    if (decided.awaits_hook) return this.decideWithHook(event, input, decided, endsAt);
    if (!OPEN_REASONS.has(decided.reason)) return refusal(decided, decided.reason);
    if (decided.prior_decision === 'refuse') return refusal(decided, decided.prior_reason);
    if (decided.reason === 'pin-required' || decided.prior_decision === 'ask') {
      return pinQuestion(decided, pinActionId(this.vault, event, 1));
    }
    if (decided.prior_decision === null) return this.firstConnection(input, decided, attemptId);
    // The session was connected for another booking, which has lost the number since.
    if (decided.prior_booking_id !== decided.booking_id) return refusal(decided, 'booking-changed');
    return this.repeatedConnection(input, decided);
  }

  /** Asks the hook outside of the transaction that decides the PIN, and then decides again. */
  private async decidePin(
    event: CallEvent,
    pinTry: number,
    attemptId: string,
    endsAt: number,
  ): Promise<RoutingDecision> {
    const decided = await this.pins.decide(event, pinTry, attemptId);
    if (decided.decision !== 'awaits-hook') return decided;
    const caller = this.withheld.identify(event.party);
    const verdict = await this.hooks.ask({ ...decided.question, caller }, endsAt);
    if (!verdict) throw new RouteMismatchError('needs another decision');
    const final = await this.pins.decide(event, pinTry, attemptId, verdict);
    if (final.decision === 'awaits-hook') throw new RouteMismatchError('still awaits a hook');
    return final;
  }

  private async decideWithHook(
    event: CallEvent,
    input: CallInput,
    decided: DecidedCall,
    endsAt: number,
  ): Promise<RoutingDecision> {
    const attemptId = input.attemptId!;
    const hooked = await this.hookedCalls.decide(event, input, decided, endsAt);
    if (!hooked) return this.decide(event, attemptId, endsAt);
    const { call, verdict } = hooked;
    assertSameInput(input, call);
    if (call.reason === 'callable') return this.firstConnection(input, call, attemptId);
    if (call.reason === 'hook-connected') return this.hookedConnection(input, hooked, attemptId);
    const message = 'message' in verdict && verdict.kind === call.reason ? verdict.message : null;
    return { ...refusal(call, call.reason), message };
  }

  /** Connects a caller without a booking, after this is in the audit trail. */
  private async hookedConnection(
    input: CallInput,
    { call, verdict }: HookedCall,
    attemptId: string,
  ): Promise<RoutingDecision> {
    if (verdict.kind !== 'connect') throw new RouteMismatchError('was not named');
    const connect = () => this.hookedCalls.connectionOf(call, verdict.target);
    if (call.prior_decision !== null) {
      if (call.prior_booking_id !== call.booking_id) return refusal(call, 'booking-changed');
      return this.repeatedConnection(input, call, connect());
    }
    try {
      const connection = connect();
      await this.hookedCalls.recordConnection(call);
      return connection;
    } catch (error) {
      await this.calls.revokeConnection(input.sessionId, attemptId, 'route-refused');
      throw error;
    }
  }

  private async firstConnection(
    input: CallInput,
    decided: FinalCall,
    attemptId: string,
  ): Promise<RoutingDecision> {
    try {
      return this.connection(input, decided);
    } catch (error) {
      await this.calls.revokeConnection(input.sessionId, attemptId, 'route-refused');
      throw error;
    }
  }

  /**
   * Repeats a connection. On failure the record is left unchanged, because the two may be talking.
   */
  private async repeatedConnection(
    input: CallInput,
    decided: FinalCall,
    connection = this.connection(input, decided),
  ): Promise<RoutingDecision> {
    const { poolId } = connection;
    const isStillConnected = await this.calls.adoptConnection(poolId, input.sessionId);
    return isStillConnected ? connection : refusal(decided, 'response-lost');
  }

  /**
   * Returns the decision that a call would get now, and whether the pool's hook would be asked
   * first. Records nothing, asks no hook and connects nobody.
   */
  async explain(virtualNumber: string, phone: PhoneNumber, subAccountId: string) {
    const caller = this.withheld.identify(phone.e164);
    const input: CallInput = {
      sessionId: '',
      msisdn: virtualNumber,
      callerIndex: caller ? this.vault.indexOf(caller) : null,
      callingCode: (caller && callingCodeOf(caller.e164)) ?? null,
      subAccountId,
      attemptId: null,
    };
    const decided = await this.calls.explain(input);
    assertSameInput(input, decided);
    return { decision: this.explained(input, decided), awaitsHook: decided.awaits_hook ?? false };
  }

  private explained(input: CallInput, decided: DecidedCall): RoutingDecision {
    if (decided.reason === 'pin-required') return pinQuestion(decided, null);
    return decided.reason === 'callable'
      ? this.connection(input, decided)
      : refusal(decided, decided.reason);
  }

  private inputOf(event: CallEvent, attemptId: string): CallInput {
    const caller = this.withheld.identify(event.party);
    return {
      sessionId: event.sessionId,
      msisdn: event.virtualNumber ?? null,
      callerIndex: caller ? this.vault.indexOf(caller) : null,
      callingCode: (caller && callingCodeOf(caller.e164)) ?? null,
      subAccountId: event.subAccountId ?? null,
      attemptId,
    };
  }

  private connection(input: CallInput, row: FinalCall): Connection {
    const { caller_id: callerId } = row;
    if (!callerId) throw new RouteMismatchError('is incomplete');
    const route = {
      poolId: row.pool_id,
      bookingId: row.booking_id,
      virtualNumberId: row.virtual_number_id,
      callerRole: row.caller_role,
      callerIndex: row.caller_index,
      calleeRole: row.callee_role,
      calleeIndex: row.callee_index,
      calleeCiphertext: row.callee_ciphertext,
    };
    const opened = this.routes.open(route, { index: input.callerIndex });
    // Field by field: V8 makes an object that begins with a spread so slowly that each call costs 10 % more.
    return {
      decision: 'connect',
      reason: 'callable',
      poolId: opened.poolId,
      bookingId: opened.bookingId,
      callerRole: opened.callerRole,
      calleeRole: opened.calleeRole,
      callerId,
      callee: opened.callee,
      callRecording: row.call_recording,
      announcement: row.announcement ?? row.messages?.announcement ?? null,
      isRepeated: row.prior_decision !== null,
    };
  }
}

const UNEXPECTED_ACTION: RefusedCall = {
  decision: 'refuse',
  reason: 'unexpected-action',
  poolId: null,
  bookingId: null,
  callerRole: null,
  calleeRole: null,
  messages: null,
};

/**
 * Checks that the row belongs to this call: drivers have returned the rows of another query.
 * @throws RouteMismatchError
 */
function assertSameInput(input: CallInput, decided: FinalCall): void {
  const isSameCaller =
    input.callerIndex === null
      ? decided.caller_index === null
      : (decided.caller_index?.equals(input.callerIndex) ?? false);
  if (decided.session_id !== input.sessionId || decided.msisdn !== input.msisdn || !isSameCaller) {
    throw new RouteMismatchError('belongs to another query');
  }
}

const pinQuestion = (row: DecidedCall, clientActionId: string | null): PinQuestion => ({
  decision: 'ask',
  reason: 'pin-required',
  poolId: row.pool_id,
  messages: row.messages ?? null,
  clientActionId,
});

const refusal = (row: FinalCall, reason: string | null | undefined): RefusedCall => ({
  decision: 'refuse',
  reason: reason as Refusal,
  poolId: row.pool_id,
  bookingId: row.booking_id,
  callerRole: row.caller_role,
  calleeRole: row.callee_role,
  messages: row.messages ?? null,
});
