import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { describeError } from '../platform/errors/index.js';
import {
  callDecisions,
  callHandleDuration,
  contextOf,
  knownContextOf,
  logIn,
  poolCallDecisions,
  type RequestContext,
} from '../platform/observability/index.js';
import { Settings } from '../platform/config/index.js';
import {
  type CallEvent,
  type CallflowResponse,
  MalformedMessageError,
  readCallEvent,
} from '../eightxeight/index.js';
import { OverloadedError } from './decision/call-decision.repository.js';
import type { RoutingDecision } from './decision/call-decision.js';
import { callFailureOf, DeadlineError } from './call-failure.js';
import { RecentDurations } from './latency/recent-durations.js';
import { CallRouter } from './decision/call-router.js';
import { callflowFor, TRY_AGAIN_LATER } from './decision/callflows.js';
import { LostResponses } from './decision/lost-responses.service.js';

/** Answers call handles. */
@Injectable()
export class CallHandleService {
  private readonly logger = new Logger(CallHandleService.name);

  constructor(
    private readonly router: CallRouter,
    private readonly lostResponses: LostResponses,
    private readonly settings: Settings,
    private readonly durations: RecentDurations,
  ) {}

  /**
   * Returns the callflow for a call. The decision is committed before it is returned. On any error
   * or timeout the caller hears a message and nobody is connected. Never throws.
   * @param arrivedAt time of the request by `performance.now()`; the deadline counts from it
   * @param request for its log lines: calls are not served in the context of their request
   */
  async handle(
    message: unknown,
    arrivedAt = performance.now(),
    request?: IncomingMessage,
  ): Promise<CallflowResponse> {
    let event: CallEvent | undefined;
    try {
      event = readCallEvent(message);
      const decision = await this.decideInTime(event, arrivedAt);
      poolCallDecisions.inc(decision.poolId, decision.decision);
      const context = request && knownContextOf(request);
      if (context) noteDecision(context, event, decision);
      callDecisions.inc({ decision: decision.decision, reason: decision.reason });
      return callflowFor(decision);
    } catch (error) {
      callDecisions.inc({ decision: 'fail', reason: callFailureOf(error) });
      const context = request && contextOf(request);
      if (context) context.sessionId = event?.sessionId;
      logIn(context, () => this.logFailure(error));
      return TRY_AGAIN_LATER;
    } finally {
      const took = performance.now() - arrivedAt;
      callHandleDuration.observe(took / 1_000);
      this.durations.add(took);
    }
  }

  /**
   * Decides a call before the deadline. A connection that is decided later is revoked, unless it
   * was the response to an earlier message of the session.
   * @throws DeadlineError, and the errors of `CallRouter.decide`
   */
  private async decideInTime(event: CallEvent, arrivedAt: number): Promise<RoutingDecision> {
    const endsAt = arrivedAt + this.settings.callTimeouts.answer;
    const timeLeft = endsAt - performance.now();
    if (timeLeft <= 0) throw new DeadlineError();

    const lost = { sessionId: event.sessionId, attemptId: randomUUID() };
    return new Promise((resolve, reject) => {
      let isOver = false;
      const deadline = setTimeout(() => {
        isOver = true;
        reject(new DeadlineError());
      }, timeLeft);
      this.router.decide(event, lost.attemptId, endsAt).then(
        (decision) => {
          clearTimeout(deadline);
          // The timer itself fires late when the event loop was blocked.
          if (!isOver && performance.now() < endsAt) {
            resolve(decision);
            return;
          }
          reject(new DeadlineError());
          if (decision.decision === 'connect' && !decision.isRepeated) {
            this.lostResponses.add({ ...lost, reason: 'too-late' });
          }
        },
        (error: unknown) => {
          clearTimeout(deadline);
          reject(error as Error);
          // The decision may have been committed nevertheless, unless no statement was sent.
          if (!(error instanceof OverloadedError)) {
            this.lostResponses.add({ ...lost, reason: 'response-lost' });
          }
        },
      );
    });
  }

  private logFailure(error: unknown): void {
    const failure = callFailureOf(error);
    if (error instanceof MalformedMessageError) {
      this.logger.warn(`call handle refused: ${failure}: ${error.message}`);
      return;
    }
    const what = failure === 'error' ? `${failure}: ${describeError(error)}` : failure;
    this.logger.error(`call handle failed, the caller heard "try again later": ${what}`);
  }
}

function noteDecision(
  context: RequestContext,
  { sessionId }: CallEvent,
  decision: RoutingDecision,
): void {
  context.sessionId = sessionId;
  if ('bookingId' in decision) context.bookingId = decision.bookingId ?? undefined;
}
