import { Injectable } from '@nestjs/common';
import { PhoneNumber } from '../common/index.js';
import type { CallflowAction } from '../eightxeight/index.js';
import { PoolService, VirtualNumberService } from '../pool/index.js';
import { CallRouter } from './call-router.js';
import { callflowFor } from './callflows.js';

export interface RoutingExplanation {
  virtualNumber: string;
  pool: string;
  decision: 'connect' | 'refuse';
  reason: string;
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
  /** What 8x8 would be told; the callee is masked. */
  callflow: CallflowAction[];
}

/** Tells what a call would get now, and why. It connects nobody and records nothing. */
@Injectable()
export class RoutingExplanationService {
  constructor(
    private readonly router: CallRouter,
    private readonly pools: PoolService,
    private readonly numbers: VirtualNumberService,
  ) {}

  /** @throws VirtualNumberNotFoundError, InvalidPhoneNumberError */
  async explain(virtualNumber: string, caller: string): Promise<RoutingExplanation> {
    const number = PhoneNumber.parse(caller, 'caller');
    const { pool } = await this.numbers.get(virtualNumber);
    const { subAccountId } = await this.pools.get(pool);
    const decision = await this.router.explain(virtualNumber, number, subAccountId);
    return {
      virtualNumber,
      pool,
      decision: decision.decision,
      reason: decision.reason,
      bookingId: decision.bookingId,
      callerRole: decision.callerRole,
      calleeRole: decision.calleeRole,
      callflow: callflowFor(decision).callflow.map((action) =>
        action.action === 'makeCall' && decision.decision === 'connect'
          ? { ...action, params: { ...action.params, destination: decision.callee.masked } }
          : action,
      ),
    };
  }
}
