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
  type AskedCall,
  CallDecisionRepository,
  type JudgedCall,
} from './call-decision.repository.js';
import { pinActionId, pinAttemptOf } from '../pin/pin-action.js';
import { PinEntryService } from '../pin/pin-entry.service.js';

/** All others refuse. */
const OPEN_REASONS: ReadonlySet<string> = new Set(['callable', 'pin-required']);

/** Decides who, if anybody, a call reaches. */
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
   * When it returns, the decision is on record. The same session asked again gets what it got before,
   * unless the booking has ended since. What is neither an incoming call nor a PIN is hung up, and
   * leaves the record as it is.
   * @param attemptId an id of this decision
   * @throws what RouteOpener throws, OverloadedError, or the database's error; nobody is connected then
   */
  async decide(event: CallEvent, attemptId: string): Promise<RoutingDecision> {
    if (event.callStatus === 'ACTION_COMPLETED') {
      const pinTry = pinAttemptOf(this.vault, event);
      if (pinTry !== undefined) return this.pins.decide(event, pinTry, attemptId);
    }
    if (event.callStatus !== 'CALL_RECEIVED' || event.leg !== 'A') return UNEXPECTED_ACTION;
    const asked = this.questionOf(event, attemptId);
    const judged = await this.calls.decide(asked);
    refuseOtherAnswer(asked, judged);
    if (!OPEN_REASONS.has(judged.reason)) return refusal(judged, judged.reason);
    if (judged.prior_decision === 'refuse') return refusal(judged, judged.prior_reason);
    if (judged.reason === 'pin-required' || judged.prior_decision === 'ask') {
      return pinQuestion(judged, pinActionId(this.vault, event, 1));
    }
    if (judged.prior_decision === null) return this.firstConnection(judged, attemptId);
    // The session was connected for another booking, which the number has been taken from since.
    if (judged.prior_booking_id !== judged.booking_id) return refusal(judged, 'booking-changed');
    return this.repeatedConnection(judged);
  }

  private async firstConnection(judged: JudgedCall, attemptId: string): Promise<RoutingDecision> {
    try {
      return this.connection(judged);
    } catch (error) {
      await this.calls.revokeConnection(judged.session_id, attemptId, 'route-refused');
      throw error;
    }
  }

  /** If it fails, the record stays as it is: the two may be talking. */
  private async repeatedConnection(judged: JudgedCall): Promise<RoutingDecision> {
    const connection = this.connection(judged);
    const { poolId } = connection;
    const stands = await this.calls.adoptConnection(poolId, judged.session_id);
    return stands ? connection : refusal(judged, 'answer-lost');
  }

  /** What a call would get now; records nothing and connects nobody. */
  async explain(virtualNumber: string, phone: PhoneNumber, subAccountId: string) {
    const caller = this.withheld.identify(phone.e164);
    const asked: AskedCall = {
      sessionId: '',
      msisdn: virtualNumber,
      callerIndex: caller ? this.vault.indexOf(caller) : null,
      subAccountId,
      attemptId: null,
    };
    const judged = await this.calls.explain(asked);
    refuseOtherAnswer(asked, judged);
    if (judged.reason === 'pin-required') return pinQuestion(judged, null);
    return judged.reason === 'callable' ? this.connection(judged) : refusal(judged, judged.reason);
  }

  private questionOf(event: CallEvent, attemptId: string): AskedCall {
    const caller = this.withheld.identify(event.party);
    return {
      sessionId: event.sessionId,
      msisdn: event.virtualNumber ?? null,
      callerIndex: caller ? this.vault.indexOf(caller) : null,
      subAccountId: event.subAccountId ?? null,
      attemptId,
    };
  }

  private connection(row: JudgedCall): Connection {
    const { shown_number: shownNumber } = row;
    if (!shownNumber) throw new RouteMismatchError('is incomplete');
    const route = {
      poolId: row.pool_id,
      bookingId: row.booking_id,
      virtualNumberId: row.virtual_number_id,
      callerRole: row.caller_role,
      callerIndex: row.route_caller_index,
      calleeRole: row.callee_role,
      calleeIndex: row.callee_index,
      calleeCiphertext: row.callee_ciphertext,
    };
    const opened = this.routes.open(route, { index: row.caller_index });
    // Field by field: V8 makes an object that begins with a spread so slowly that each call costs 10 % more.
    return {
      decision: 'connect',
      reason: 'callable',
      poolId: opened.poolId,
      bookingId: opened.bookingId,
      callerRole: opened.callerRole,
      calleeRole: opened.calleeRole,
      shownNumber,
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
 * Selected back and compared: drivers have been known to hand out another question's rows.
 * @throws RouteMismatchError
 */
function refuseOtherAnswer(asked: AskedCall, judged: JudgedCall): void {
  const isSameCaller =
    asked.callerIndex === null
      ? judged.caller_index === null
      : (judged.caller_index?.equals(asked.callerIndex) ?? false);
  if (judged.session_id !== asked.sessionId || judged.msisdn !== asked.msisdn || !isSameCaller) {
    throw new RouteMismatchError('answers another question');
  }
}

const pinQuestion = (row: JudgedCall, clientActionId: string | null): PinQuestion => ({
  decision: 'ask',
  reason: 'pin-required',
  poolId: row.pool_id,
  messages: row.messages,
  clientActionId,
});

const refusal = (row: JudgedCall, reason: string | null): RoutingDecision => ({
  decision: 'refuse',
  reason: reason as Refusal,
  poolId: row.pool_id,
  bookingId: row.booking_id,
  callerRole: row.caller_role,
  calleeRole: row.callee_role,
  messages: row.messages,
});
