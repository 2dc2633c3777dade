import { Injectable, Logger } from '@nestjs/common';
import {
  callAnswerSeconds,
  callDecisions,
  describeError,
  isDatabaseUnreachable,
} from '../common/index.js';
import { Settings } from '../config/index.js';
import {
  type CallEvent,
  type CallflowAnswer,
  MalformedMessageError,
  readCallEvent,
} from '../eightxeight/index.js';
import type { RoutingDecision } from './call-decision.js';
import { CallRouter } from './call-router.js';
import { callflowFor, TRY_AGAIN_LATER } from './callflows.js';

/** Answers call handles. */
@Injectable()
export class CallHandleService {
  private readonly logger = new Logger(CallHandleService.name);

  constructor(
    private readonly router: CallRouter,
    private readonly settings: Settings,
  ) {}

  /**
   * Says what to do with a call. The decision is committed before it is given; whatever fails or is
   * late, the caller hears a message and nobody is connected. Never throws.
   */
  async answer(message: unknown): Promise<CallflowAnswer> {
    const stopTimer = callAnswerSeconds.startTimer();
    try {
      const event = readCallEvent(message);
      const decision = await this.decideInTime(event);
      callDecisions.inc({
        decision: decision?.decision ?? 'fail',
        reason: decision?.reason ?? 'deadline',
      });
      return decision ? callflowFor(decision) : TRY_AGAIN_LATER;
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      callDecisions.inc({ decision: 'fail', reason });
      this.logFailure(error);
      return TRY_AGAIN_LATER;
    } finally {
      stopTimer();
    }
  }

  /**
   * @returns undefined at the deadline; a connection that is decided later is taken back, unless an
   *   earlier message of the session was answered with it
   */
  private decideInTime(event: CallEvent): Promise<RoutingDecision | undefined> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const deadline = setTimeout(() => {
        isLate = true;
        this.logger.error('call handle failed, caller told to try later: deadline');
        resolve(undefined);
      }, this.settings.callTimeouts.answer);
      this.router.decide(event).then(
        (decision) => {
          clearTimeout(deadline);
          if (!isLate) resolve(decision);
          else if (decision.decision === 'connect' && !decision.isRepeated) {
            this.takeBack(event, decision.poolId);
          }
        },
        (error: unknown) => {
          clearTimeout(deadline);
          if (!isLate) reject(error);
        },
      );
    });
  }

  private takeBack({ sessionId }: CallEvent, poolId: string): void {
    this.router.revoke(poolId, sessionId, 'too-late').catch((error: unknown) => {
      this.logFailure(error);
    });
  }

  private logFailure(error: unknown): void {
    if (error instanceof MalformedMessageError) {
      this.logger.warn(`call handle refused: ${error.message}`);
      return;
    }
    const what = isDatabaseUnreachable(error) ? 'database unreachable' : describeError(error);
    this.logger.error(`call handle failed, caller told to try later: ${what}`);
  }
}
