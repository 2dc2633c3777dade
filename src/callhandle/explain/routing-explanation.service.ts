import { Injectable } from '@nestjs/common';
import { PhoneNumber, type Uuid } from '../../platform/values/index.js';
import type { CallflowAction } from '../../eightxeight/index.js';
import { PoolService, VirtualNumberService } from '../../pool/index.js';
import type { Principal } from '../../platform/security/index.js';
import type { RoutingDecision } from '../decision/call-decision.js';
import { CallRouter } from '../decision/call-router.js';
import { callflowFor } from '../decision/callflows.js';

export interface RoutingExplanation {
  virtualNumber: string;
  pool: string;
  /** `ask`: the caller must enter a PIN. */
  decision: 'connect' | 'refuse' | 'ask';
  reason: string;
  /** Whether the pool's decision hook would be asked first. The explanation does not ask it. */
  awaitsDecisionHook: boolean;
  bookingId: Uuid | null;
  callerRole: string | null;
  calleeRole: string | null;
  /** The callflow that 8x8 would get; the callee's number is masked. */
  callflow: CallflowAction[];
}

/** Explains how a call would be routed now, and why. Connects nobody and records nothing. */
@Injectable()
export class RoutingExplanationService {
  constructor(
    private readonly router: CallRouter,
    private readonly pools: PoolService,
    private readonly numbers: VirtualNumberService,
  ) {}

  /** @throws VirtualNumberNotFoundError, InvalidPhoneNumberError */
  async explain(
    virtualNumber: string,
    caller: string,
    principal: Principal,
  ): Promise<RoutingExplanation> {
    const number = PhoneNumber.ofForm(caller, 'caller');
    PhoneNumber.ofForm(virtualNumber, 'virtualNumber');
    const { pool } = await this.numbers.get(virtualNumber, principal);
    const { subAccountId } = await this.pools.get(pool, principal);
    const explained = await this.router.explain(virtualNumber, number, subAccountId);
    const { decision } = explained;
    return {
      virtualNumber,
      pool,
      decision: decision.decision,
      reason: decision.reason,
      awaitsDecisionHook: explained.awaitsHook,
      ...partiesOf(decision),
      callflow: callflowFor(decision).callflow.map((action) =>
        action.action === 'makeCall' && decision.decision === 'connect'
          ? { ...action, params: { ...action.params, destination: decision.callee.masked } }
          : action,
      ),
    };
  }
}

const partiesOf = (decision: RoutingDecision) =>
  decision.decision === 'ask'
    ? { bookingId: null, callerRole: null, calleeRole: null }
    : {
        bookingId: decision.bookingId,
        callerRole: decision.callerRole,
        calleeRole: decision.calleeRole,
      };
