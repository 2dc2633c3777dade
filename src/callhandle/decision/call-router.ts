import { Injectable } from '@nestjs/common';
import { RouteMismatchError, RouteOpener } from '../../booking/index.js';
import type { PhoneNumber } from '../../platform/values/index.js';
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
import { pinActionId, pinAttemptOf } from '../pin/pin-action.js';
import { PinEntryService } from '../pin/pin-entry.service.js';

/** The reasons that do not refuse the call. */
const OPEN_REASONS: ReadonlySet<string> = new Set(['callable', 'pin-required']);

/** Decides which party, if any, a call is connected to. */
@Injectable()
export class CallRouter {
  constructor(
    private readonly calls: CallDecisionRepository,
    private readonly pins: PinEntryService,
    private readonly routes: RouteOpener,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * Decides a call; the decision is recorded before this returns. A repeated message gets the same
   * decision, unless the booking has ended since. Messages that are neither an incoming call nor a
   * PIN hang up and do not change the record.
   * @param attemptId identifies this decision
   * @throws the errors of RouteOpener, OverloadedError, or the database's error; the call is not
   *   connected then
   */
  async decide(event: CallEvent, attemptId: string): Promise<RoutingDecision> {
    if (event.callStatus === 'ACTION_COMPLETED') {
      const pinTry = pinAttemptOf(this.vault, event);
      if (pinTry !== undefined) return this.pins.decide(event, pinTry, attemptId);
    }
    if (event.callStatus !== 'CALL_RECEIVED' || event.leg !== 'A') return UNEXPECTED_ACTION;
    const input = this.inputOf(event, attemptId);
    const decided = await this.calls.decide(input);
    assertSameInput(input, decided);
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

  private async firstConnection(
    input: CallInput,
    decided: DecidedCall,
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
    decided: DecidedCall,
  ): Promise<RoutingDecision> {
    const connection = this.connection(input, decided);
    const { poolId } = connection;
    const isStillConnected = await this.calls.adoptConnection(poolId, input.sessionId);
    return isStillConnected ? connection : refusal(decided, 'response-lost');
  }

  /** Returns the decision that a call would get now. Records nothing and connects nobody. */
  async explain(virtualNumber: string, phone: PhoneNumber, subAccountId: string) {
    const caller = this.withheld.identify(phone.e164);
    const input: CallInput = {
      sessionId: '',
      msisdn: virtualNumber,
      callerIndex: caller ? this.vault.indexOf(caller) : null,
      subAccountId,
      attemptId: null,
    };
    const decided = await this.calls.explain(input);
    assertSameInput(input, decided);
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
      subAccountId: event.subAccountId ?? null,
      attemptId,
    };
  }

  private connection(input: CallInput, row: DecidedCall): Connection {
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
      announcement: row.announcement,
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
function assertSameInput(input: CallInput, decided: DecidedCall): void {
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

const refusal = (row: DecidedCall, reason: string | null | undefined): RoutingDecision => ({
  decision: 'refuse',
  reason: reason as Refusal,
  poolId: row.pool_id,
  bookingId: row.booking_id,
  callerRole: row.caller_role,
  calleeRole: row.callee_role,
  messages: row.messages ?? null,
});
