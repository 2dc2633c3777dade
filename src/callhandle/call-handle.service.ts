import { Injectable, Logger } from '@nestjs/common';
import { PhoneNumber } from '../common/index.js';
import {
  type CallEvent,
  type CallflowAnswer,
  MalformedMessageError,
  readCallEvent,
} from '../eightxeight/index.js';
import { NumberVault } from '../security/index.js';
import { callerPlace, CallRecordService, NO_POOL } from '../status/index.js';
import type { RoutingDecision } from './call-decision.js';
import { CallRouter } from './call-router.js';
import { callflowFor, TRY_AGAIN_LATER } from './callflows.js';

/** Answers call handles. */
@Injectable()
export class CallHandleService {
  private readonly logger = new Logger(CallHandleService.name);

  constructor(
    private readonly router: CallRouter,
    private readonly records: CallRecordService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Says what to do with a call. The decision is committed before it is given; whatever fails, the
   * caller hears a message and nobody is connected. Never throws.
   */
  async answer(message: unknown): Promise<CallflowAnswer> {
    try {
      const event = readCallEvent(message);
      const decision = await this.router.decide(event);
      await this.record(event, decision);
      return callflowFor(decision);
    } catch (error) {
      this.logFailure(error);
      return TRY_AGAIN_LATER;
    }
  }

  private record(event: CallEvent, decision: RoutingDecision): Promise<void> {
    const { sessionId, virtualNumber, party } = event;
    const caller = party === undefined ? undefined : PhoneNumber.fromStored(party);
    return this.records.recordDecision({
      poolId: decision.poolId ?? NO_POOL,
      sessionId,
      bookingId: decision.bookingId ?? null,
      virtualNumber: virtualNumber ?? null,
      decision: decision.decision,
      reason: decision.reason,
      callerRole: decision.callerRole ?? null,
      calleeRole: decision.calleeRole ?? null,
      callerIndex: caller ? this.vault.indexOf(caller) : null,
      callerCiphertext: caller ? this.vault.seal(caller, callerPlace(sessionId)) : null,
    });
  }

  /** Of a database error only name and SQLSTATE: its text can hold parameters. */
  private logFailure(error: unknown): void {
    if (error instanceof MalformedMessageError) {
      this.logger.warn(`call handle refused: ${error.message}`);
      return;
    }
    const { name, code } = error as { name?: string; code?: string };
    this.logger.error(`call handle failed, caller told to try later: ${name} ${code ?? ''}`.trim());
  }
}
